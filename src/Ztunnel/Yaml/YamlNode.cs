namespace Ztunnel.Yaml;

/// <summary>A parsed YAML node with the line (from 1) where it begins, for error messages.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>An explicit tag such as <c>!Exact</c>, without the exclamation mark; empty for none.</summary>
    public string Tag { get; init; } = string.Empty;
}
