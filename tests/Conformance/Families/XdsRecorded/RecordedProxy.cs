namespace Istio.Conformance.Families.XdsRecorded;

/// <param name="Files">The recording for each type, by its short name.</param>
internal sealed record RecordedProxy(string Name, string Type, IReadOnlyDictionary<string, string> Files);
