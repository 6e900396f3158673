namespace Istioctl.Playground.Observation;

/// <summary>What istiod says about a document it cannot use.</summary>
/// <param name="File">Path of the file; empty for an object of an API server.</param>
/// <param name="Line">Counted from 1; 0 without a file.</param>
/// <param name="Resource">For example <c>AuthorizationPolicy default/ratings-viewer</c>; empty when the document does not tell.</param>
/// <param name="Path">The field, for example <c>spec.action</c>; empty when the document is no YAML at all.</param>
internal sealed record StatusFinding(string File, int Line, string Resource, string Path, string Message)
{
    public override string ToString() => $"{(File.Length > 0 ? $"{File}:{Line}" : Resource)}: {(Path.Length > 0 ? $"{Path}: " : "")}{Message}";
}
