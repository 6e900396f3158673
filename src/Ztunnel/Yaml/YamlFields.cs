using Istio.Core.Yaml;

namespace Ztunnel.Yaml;

/// <summary>Takes the fields of a mapping one by one; what was not taken is an unknown field, which <see cref="End"/> reports.</summary>
internal sealed class YamlFields
{
    private readonly MappingNode _mapping;
    private readonly string _path;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    private YamlFields(MappingNode mapping, string path)
    {
        _mapping = mapping;
        _path = path;
    }

    public int Line => _mapping.Line;

    public static YamlFields Of(YamlNode node, string path) => node as MappingNode is { } mapping
        ? new(mapping, path)
        : throw new YamlFormatException(node.Line, $"{path}: expected a mapping");

    /// <summary>The node of a field, null when absent or null.</summary>
    public YamlNode? Node(string key)
    {
        _taken.Add(key);
        foreach (var (name, node) in _mapping.Entries)
        {
            if (name == key)
            {
                return node is ScalarNode { IsNull: true } ? null : node;
            }
        }

        return null;
    }

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        var node => ParseText(node, Path(key)),
    };

    public string RequiredText(string key) => Text(key) ?? throw new YamlFormatException(_mapping.Line, $"{Path(key)}: missing");

    public uint? Number(string key)
    {
        var node = Node(key);
        return node is null ? null : ParseNumber(node, Path(key));
    }

    public bool? Boolean(string key) => Node(key) switch
    {
        null => null,
        ScalarNode { Type: ScalarType.Boolean, Text: "true" } => true,
        ScalarNode { Type: ScalarType.Boolean, Text: "false" } => false,
        var node => throw Wrong(node, Path(key), "true or false"),
    };

    public YamlFields? Mapping(string key) => Node(key) is { } node ? Of(node, Path(key)) : null;

    public IReadOnlyList<YamlNode> Items(string key) => Node(key) switch
    {
        null => [],
        SequenceNode sequence => sequence.Items,
        var node => throw Wrong(node, Path(key), "a list"),
    };

    public IReadOnlyList<KeyValuePair<string, YamlNode>> Entries(string key) => Node(key) switch
    {
        null => [],
        MappingNode mapping => mapping.Entries,
        var node => throw Wrong(node, Path(key), "a mapping"),
    };

    public string Path(string key) => $"{_path}.{key}";

    /// <exception cref="YamlFormatException">A field was not taken.</exception>
    public void End()
    {
        foreach (var (name, node) in _mapping.Entries)
        {
            if (!_taken.Contains(name))
            {
                throw new YamlFormatException(node.Line, $"{Path(name)}: unknown field");
            }
        }
    }

    /// <summary>The words that only YAML 1.1 takes for booleans (<c>no</c>, <c>y</c>) are words here, as in Istio's ztunnel.</summary>
    public static string ParseText(YamlNode node, string path) =>
        node is ScalarNode { Type: ScalarType.String } or ScalarNode { Type: ScalarType.Boolean, Text.Length: <= 3 }
            ? ((ScalarNode)node).Text
            : throw Wrong(node, path, "a string");

    public static uint ParseNumber(YamlNode node, string path)
    {
        if (node is not ScalarNode { Type: ScalarType.Integer } scalar)
        {
            throw Wrong(node, path, "a number");
        }

        if (PlainScalar.Ambiguity(scalar.Text) is { } ambiguity)
        {
            throw new YamlFormatException(node.Line, $"{path}: {ambiguity}");
        }

        return PlainScalar.TryInteger(scalar.Text, out var number) && number >= 0 && number <= uint.MaxValue
            ? (uint)number
            : throw Wrong(node, path, $"a number from 0 to {uint.MaxValue}");
    }

    private static YamlFormatException Wrong(YamlNode node, string path, string expected) =>
        new(node.Line, $"{path}: expected {expected}{(node is ScalarNode scalar ? $", found {scalar.Description}" : "")}");
}
