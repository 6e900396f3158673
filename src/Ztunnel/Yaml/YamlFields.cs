using System.Globalization;

namespace Ztunnel.Yaml;

/// <summary>Takes the fields of a mapping one by one; what nobody took is an unknown field, and <see cref="End"/> says so.</summary>
internal sealed class YamlFields
{
    private readonly YamlMapping _mapping;
    private readonly string _path;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    private YamlFields(YamlMapping mapping, string path)
    {
        _mapping = mapping;
        _path = path;
    }

    public int Line => _mapping.Line;

    public static YamlFields Of(YamlNode node, string path) => node as YamlMapping is { } mapping
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
                return node is YamlScalar { IsNull: true } ? null : node;
            }
        }

        return null;
    }

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalar scalar => scalar.Text,
        var node => throw Wrong(node, key, "a string"),
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
        YamlScalar { Text: "true" } => true,
        YamlScalar { Text: "false" } => false,
        var node => throw Wrong(node, key, "true or false"),
    };

    public YamlFields? Mapping(string key) => Node(key) is { } node ? Of(node, Path(key)) : null;

    public IReadOnlyList<YamlNode> Items(string key) => Node(key) switch
    {
        null => [],
        YamlSequence sequence => sequence.Items,
        var node => throw Wrong(node, key, "a list"),
    };

    public IReadOnlyList<KeyValuePair<string, YamlNode>> Entries(string key) => Node(key) switch
    {
        null => [],
        YamlMapping mapping => mapping.Entries,
        var node => throw Wrong(node, key, "a mapping"),
    };

    public string Path(string key) => $"{_path}.{key}";

    /// <exception cref="YamlFormatException">A field was not taken by anybody.</exception>
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

    public static string ParseText(YamlNode node, string path) => node as YamlScalar is { } scalar
        ? scalar.Text
        : throw new YamlFormatException(node.Line, $"{path}: expected a string");

    public static uint ParseNumber(YamlNode node, string path) =>
        node is YamlScalar scalar && uint.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new YamlFormatException(node.Line, $"{path}: expected a number");

    private YamlFormatException Wrong(YamlNode node, string key, string expected) => new(node.Line, $"{Path(key)}: expected {expected}");
}
