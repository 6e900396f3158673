namespace Istioctl.Playground.Observation;

/// <summary>What istiod says about a document it cannot use.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Path">The field, for example <c>spec.action</c>; empty when the document is no YAML at all.</param>
internal sealed record StatusFinding(string File, int Line, string Path, string Message)
{
    public override string ToString() => $"{File}:{Line}: {(Path.Length > 0 ? $"{Path}: " : "")}{Message}";
}
