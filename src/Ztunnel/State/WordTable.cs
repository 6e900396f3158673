using Ztunnel.Yaml;

namespace Ztunnel.State;

/// <summary>The written words of an enumeration, both ways.</summary>
internal sealed class WordTable<T>(params (string Word, T Value)[] words)
{
    public string WordOf(T value)
    {
        foreach (var (word, candidate) in words)
        {
            if (EqualityComparer<T>.Default.Equals(candidate, value))
            {
                return word;
            }
        }

        return string.Empty;
    }

    /// <summary>The value of a field; the table's first when the field is absent.</summary>
    public T Read(YamlFields fields, string key) => fields.Node(key) is { } node ? Parse(node, fields.Path(key)) : words[0].Value;

    /// <exception cref="YamlFormatException">The node is none of the words.</exception>
    public T Parse(YamlNode node, string path)
    {
        var text = YamlFields.ParseText(node, path);
        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        throw new YamlFormatException(node.Line, $"{path}: \"{text}\" is not one of {string.Join(", ", words.Select(w => w.Word))}");
    }
}
