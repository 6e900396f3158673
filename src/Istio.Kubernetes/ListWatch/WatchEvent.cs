using System.Text.Json;

namespace Istio.Kubernetes.ListWatch;

/// <summary>One line of a watch.</summary>
/// <param name="json">The text of the object.</param>
internal readonly ref struct WatchEvent(WatchEventType type, ReadOnlySpan<byte> json)
{
    public WatchEventType Type => type;

    public ReadOnlySpan<byte> Object { get; } = json;

    /// <exception cref="JsonException">The line is no event.</exception>
    public static WatchEvent Read(ReadOnlySpan<byte> line) => TryReadUsual(line, out var read) ? read : ReadAny(line);

    /// <summary>As API servers write it: to find the object's end by reading it would cost as much as all the rest.</summary>
    private static bool TryReadUsual(ReadOnlySpan<byte> line, out WatchEvent read)
    {
        read = default;
        var start = "{\"type\":\""u8;
        if (!line.StartsWith(start) || line[^1] != '}')
        {
            return false;
        }

        var rest = line[start.Length..];
        var quote = rest.IndexOf((byte)'"');
        var middle = "\",\"object\":{"u8;
        if (quote < 0 || !rest[quote..].StartsWith(middle))
        {
            return false;
        }

        read = new(TypeOf(rest[..quote]), rest[(quote + middle.Length - 1)..^1]);
        return true;
    }

    private static WatchEvent ReadAny(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        var type = WatchEventType.Unknown;
        ReadOnlySpan<byte> json = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            type = isType && reader.TokenType == JsonTokenType.String ? TypeOf(reader.ValueSpan) : type;
            reader.Skip();
            json = isObject ? line[start..(int)reader.BytesConsumed] : json;
        }

        return json.IsEmpty ? throw new JsonException("an event without an object") : new(type, json);
    }

    private static WatchEventType TypeOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("MODIFIED"u8) ? WatchEventType.Modified
        : name.SequenceEqual("ADDED"u8) ? WatchEventType.Added
        : name.SequenceEqual("DELETED"u8) ? WatchEventType.Deleted
        : name.SequenceEqual("BOOKMARK"u8) ? WatchEventType.Bookmark
        : name.SequenceEqual("ERROR"u8) ? WatchEventType.Error
        : WatchEventType.Unknown;
}
