namespace Ztunnel.Yaml;

/// <summary>A parsed YAML node with the line (from 1) where it begins, for error messages.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>An explicit tag such as <c>!Exact</c>, without the exclamation mark; empty for none.</summary>
    public string Tag { get; init; } = string.Empty;
}

/// <param name="IsPlain">Written without quotes, so that <c>null</c>, numbers and booleans mean what they say.</param>
internal sealed record YamlScalar(int Line, string Text, bool IsPlain) : YamlNode(Line)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null";
}

internal sealed record YamlSequence(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

/// <param name="Entries">In the order written; a key occurs once.</param>
internal sealed record YamlMapping(int Line, IReadOnlyList<KeyValuePair<string, YamlNode>> Entries) : YamlNode(Line);
