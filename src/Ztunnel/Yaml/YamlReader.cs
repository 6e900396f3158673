using Istio.Core.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ztunnel.Yaml;

/// <summary>
/// Reads one YAML document into nodes with YamlDotNet's event parser alone: its object mapping needs reflection, which Native AOT
/// does not have. Anchors are refused: no format of ours needs them, and they are how small files become huge. What istiod refuses because readers of YAML
/// differ
/// on it is refused here as well.
/// </summary>
internal static class YamlReader
{
    private const int MaxDepth = 64;
    private const string StandardTag = "tag:yaml.org,2002:";

    /// <returns>Null for an empty document.</returns>
    /// <exception cref="YamlFormatException">The text is not one YAML document.</exception>
    public static YamlNode? Read(string text)
    {
        if (YamlCharacters.FirstRefused(text) is { } refused)
        {
            throw new YamlFormatException(YamlCharacters.Place(text, refused.Index).Line, refused.Problem);
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return ReadDocument(parser, text);
        }
        catch (YamlException e)
        {
            throw new YamlFormatException((int)e.Start.Line, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or FormatException)
        {
            // YamlDotNet's scanner fails like this on some unclosed brackets, odd tags and the like.
            throw new YamlFormatException(Line(parser.Current), "no YAML from here on; look for a bracket or quote that is not closed, or a tag that is none");
        }
    }

    private static YamlNode? ReadDocument(Parser parser, string text)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        var start = parser.Consume<DocumentStart>();
        if (start.Version is { Version: not { Major: 1, Minor: 1 } } || start.Tags is { Count: > 0 } tags && tags.Any(tag => !IsDefault(tag)))
        {
            throw new YamlFormatException(Line(start), "directives are not read, but for %YAML 1.1; remove the line");
        }

        var node = ReadNode(parser, text, 0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _) ? node : throw new YamlFormatException(Line(parser.Current), "more than one document");
    }

    private static YamlNode ReadNode(Parser parser, string text, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlFormatException(Line(parser.Current), $"nested deeper than {MaxDepth}");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            RefuseAnchor(scalar);
            RefuseEscapes(scalar, text);
            return new ScalarNode(Line(scalar), scalar.Value, TypeOf(scalar)) { Tag = Tag(scalar, "str") };
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            RefuseAnchor(sequence);
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(parser, text, depth + 1));
            }

            return new SequenceNode(Line(sequence), items) { Tag = Tag(sequence, "seq") };
        }

        if (parser.TryConsume<MappingStart>(out var mapping))
        {
            RefuseAnchor(mapping);
            _ = Tag(mapping, "map");
            return new MappingNode(Line(mapping), ReadEntries(parser, text, depth));
        }

        throw new YamlFormatException(Line(parser.Current), "aliases are not supported");
    }

    private static List<KeyValuePair<string, YamlNode>> ReadEntries(Parser parser, string text, int depth)
    {
        var entries = new List<KeyValuePair<string, YamlNode>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw new YamlFormatException(Line(parser.Current), "a key must be a scalar");
            }

            RefuseEscapes(key, text);
            if (KeyProblem(key) is { } problem)
            {
                throw new YamlFormatException(Line(key), problem);
            }

            if (!seen.Add(key.Value))
            {
                throw new YamlFormatException(Line(key), $"duplicate key \"{key.Value}\"");
            }

            entries.Add(new(key.Value, ReadNode(parser, text, depth + 1)));
        }

        return entries;
    }

    private static void RefuseAnchor(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw new YamlFormatException(Line(node), "anchors are not supported");
        }
    }

    private static void RefuseEscapes(Scalar scalar, string text)
    {
        if (scalar.Style == ScalarStyle.DoubleQuoted
            && YamlEscapes.FirstRefused(text.AsSpan((int)scalar.Start.Index, (int)(scalar.End.Index - scalar.Start.Index))) is { } problem)
        {
            throw new YamlFormatException(Line(scalar), problem);
        }
    }

    private static string? KeyProblem(Scalar key) => (TypeOf(key), key) switch
    {
        (_, { Value: "<<", Style: ScalarStyle.Plain }) => "<< is not supported: write the fields themselves",
        (ScalarType.String, _) => null,
        (ScalarType.Integer, _) when PlainScalar.TryInteger(key.Value, out var number) && number.ToString() == key.Value => null,
        _ => $"\"{key.Value}\" is no field name; write it in quotes",
    };

    private static ScalarType TypeOf(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? PlainScalar.TypeOf(scalar.Value) : ScalarType.String;

    /// <summary>A tag of our own; the standard one that says what the node is anyway is none.</summary>
    private static string Tag(NodeEvent node, string own)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
        {
            return string.Empty;
        }

        var tag = node.Tag.Value;
        return !tag.StartsWith(StandardTag, StringComparison.Ordinal) ? tag.TrimStart('!')
            : tag[StandardTag.Length..] == own ? string.Empty
            : throw new YamlFormatException(Line(node), $"the tag {tag} is not read; leave it out");
    }

    private static bool IsDefault(YamlDotNet.Core.Tokens.TagDirective tag) => tag is { Handle: "!", Prefix: "!" } or { Handle: "!!", Prefix: StandardTag };

    private static int Line(ParsingEvent? at) => at is null ? 0 : (int)at.Start.Line;
}
