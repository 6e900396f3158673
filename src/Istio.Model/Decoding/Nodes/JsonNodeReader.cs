using System.Text;
using System.Text.Json;
using Istio.Core.Yaml;

namespace Istio.Model.Decoding.Nodes;

/// <summary>
/// Reads JSON (RFC 8259) into the same tree as <see cref="YamlNodeReader"/>, without <c>metadata.managedFields</c>, which nothing uses and which is often the
/// larger part of an object. Marks have line 1, and the byte of the text, from 1, as column.
/// </summary>
internal static class JsonNodeReader
{
    /// <summary>As for YAML.</summary>
    private const int MaximumDepth = 100;

    // The reader's own limit has another message, and must not come first.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaximumDepth + 2 };

    /// <exception cref="SyntaxException">The text is no JSON, or nested too deep.</exception>
    public static DocumentNode Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            reader.Read();
            var root = ReadValue(ref reader, 0, isMetadata: false);
            reader.Read();
            return root;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string holds bytes that are no UTF-8, or half of a surrogate pair.
            throw new SyntaxException(new Mark(1, (int)reader.BytesConsumed + 1), $"no JSON from here on: {error.Message}");
        }
    }

    private static DocumentNode ReadValue(ref Utf8JsonReader reader, int depth, bool isMetadata)
    {
        var mark = MarkOf(ref reader);
        return depth > MaximumDepth ? throw new SyntaxException(mark, $"nested more than {MaximumDepth} levels deep") : reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMapping(ref reader, mark, depth, isMetadata),
            JsonTokenType.StartArray => ReadSequence(ref reader, mark, depth),
            JsonTokenType.String => new ScalarNode(mark, reader.GetString()!, ScalarType.String),
            JsonTokenType.Number => ReadNumber(ref reader, mark),
            JsonTokenType.True => new ScalarNode(mark, "true", ScalarType.Boolean),
            JsonTokenType.False => new ScalarNode(mark, "false", ScalarType.Boolean),
            _ => new ScalarNode(mark, "null", ScalarType.Null),
        };
    }

    private static MappingNode ReadMapping(ref Utf8JsonReader reader, Mark mark, int depth, bool isMetadata)
    {
        var entries = new List<MappingEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (isMetadata && reader.ValueTextEquals("managedFields"u8))
            {
                reader.Skip();
                continue;
            }

            var keyMark = MarkOf(ref reader);
            var key = reader.GetString()!;
            reader.Read();
            entries.Add(new MappingEntry(key, keyMark, ReadValue(ref reader, depth + 1, isMetadata: depth == 0 && key == "metadata")));
        }

        return new MappingNode(mark, entries);
    }

    private static SequenceNode ReadSequence(ref Utf8JsonReader reader, Mark mark, int depth)
    {
        var items = new List<DocumentNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, depth + 1, isMetadata: false));
        }

        return new SequenceNode(mark, items);
    }

    private static ScalarNode ReadNumber(ref Utf8JsonReader reader, Mark mark)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        return new ScalarNode(mark, text, PlainScalar.TryInteger(text, out _) ? ScalarType.Integer : ScalarType.Number);
    }

    private static Mark MarkOf(ref Utf8JsonReader reader) => new(1, (int)reader.TokenStartIndex + 1);
}
