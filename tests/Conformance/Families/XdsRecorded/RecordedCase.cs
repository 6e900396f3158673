namespace Istio.Conformance.Families.XdsRecorded;

/// <param name="Folder">Where the inputs and the recordings of the case lie.</param>
/// <param name="Inputs">Files of the folder.</param>
/// <param name="Environment">Variables of istiod.</param>
internal sealed record RecordedCase(
    string Name, string Folder, IReadOnlyList<string> Inputs, IReadOnlyList<RecordedProxy> Proxies, IReadOnlyDictionary<string, string>? Environment = null);
