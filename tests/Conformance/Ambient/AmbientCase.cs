namespace Conformance.Ambient;

/// <summary>One entry of the family's <c>cases.json</c>.</summary>
internal sealed record AmbientCase(string Name, string Input, string Kind, string Golden, bool ExpectNothing);
