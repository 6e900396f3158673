namespace Ztunnel.Yaml;

internal sealed record SequenceNode(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);
