namespace Ztunnel.Yaml;

/// <param name="Entries">In the order written; a key occurs once.</param>
internal sealed record MappingNode(int Line, IReadOnlyList<KeyValuePair<string, YamlNode>> Entries) : YamlNode(Line);
