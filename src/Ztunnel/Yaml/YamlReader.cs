using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ztunnel.Yaml;

/// <summary>
/// Reads one YAML document into nodes with YamlDotNet's event parser alone: its object mapping needs reflection, which Native AOT
/// does not have. Anchors are refused: no format of ours needs them, and they are how small files become huge.
/// </summary>
internal static class YamlReader
{
    private const int MaxDepth = 64;

    /// <returns>Null for an empty document.</returns>
    /// <exception cref="YamlFormatException">The text is not one YAML document.</exception>
    public static YamlNode? Read(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            var node = ReadNode(parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                throw new YamlFormatException(Line(parser.Current), "more than one document");
            }

            return node;
        }
        catch (YamlException e)
        {
            throw new YamlFormatException((int)e.Start.Line, e.Message);
        }
    }

    private static YamlNode ReadNode(Parser parser, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlFormatException(Line(parser.Current), $"nested deeper than {MaxDepth}");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            Refuse(scalar);
            return new YamlScalar(Line(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain) { Tag = Tag(scalar) };
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            Refuse(sequence);
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(parser, depth + 1));
            }

            return new YamlSequence(Line(sequence), items) { Tag = Tag(sequence) };
        }

        if (parser.TryConsume<MappingStart>(out var mapping))
        {
            Refuse(mapping);
            return new YamlMapping(Line(mapping), ReadEntries(parser, depth));
        }

        throw new YamlFormatException(Line(parser.Current), "aliases are not supported");
    }

    private static List<KeyValuePair<string, YamlNode>> ReadEntries(Parser parser, int depth)
    {
        var entries = new List<KeyValuePair<string, YamlNode>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw new YamlFormatException(Line(parser.Current), "a key must be a scalar");
            }

            if (!seen.Add(key.Value))
            {
                throw new YamlFormatException(Line(key), $"duplicate key \"{key.Value}\"");
            }

            entries.Add(new(key.Value, ReadNode(parser, depth + 1)));
        }

        return entries;
    }

    private static void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw new YamlFormatException(Line(node), "anchors are not supported");
        }
    }

    private static string Tag(NodeEvent node) => node.Tag.IsEmpty ? string.Empty : node.Tag.Value.TrimStart('!');

    private static int Line(ParsingEvent? at) => at is null ? 0 : (int)at.Start.Line;
}
