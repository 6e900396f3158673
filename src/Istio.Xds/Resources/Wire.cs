using System.Text;

namespace Istio.Xds.Resources;

/// <summary>Length-delimited protobuf fields with one-byte tags.</summary>
internal static class Wire
{
    private const int WireTypeMask = 7;
    private const int LengthDelimited = 2;

    /// <summary>Bytes of a field with <paramref name="contentLength"/> bytes inside: tag, length, content.</summary>
    public static int FieldSize(int contentLength) => 1 + VarintSize(contentLength) + contentLength;

    /// <summary>As <see cref="FieldSize"/>; an empty text is left out, as proto3 does.</summary>
    public static int TextSize(string text) => text.Length == 0 ? 0 : FieldSize(Encoding.UTF8.GetByteCount(text));

    public static int WriteHeader(Span<byte> target, byte tag, int length)
    {
        target[0] = tag;
        var at = 1;
        var rest = (uint)length;
        while (rest >= 0x80)
        {
            target[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        target[at++] = (byte)rest;
        return at;
    }

    public static int WriteText(Span<byte> target, byte tag, string text)
    {
        var header = WriteHeader(target, tag, Encoding.UTF8.GetByteCount(text));
        return header + Encoding.UTF8.GetBytes(text, target[header..]);
    }

    /// <summary>What is inside a message of exactly one field.</summary>
    /// <exception cref="ArgumentException">The bytes are none such.</exception>
    public static ReadOnlySpan<byte> OnlyContent(ReadOnlySpan<byte> message)
    {
        var at = 1;
        var length = 0;
        // Five bytes hold any length that a span can have.
        for (var shift = 0; at < message.Length && shift < 35; shift += 7)
        {
            var part = message[at++];
            length |= (part & 0x7f) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        return at > 1 && (message[0] & WireTypeMask) == LengthDelimited && length == message.Length - at
            ? message[at..]
            : throw new ArgumentException("not a message of one field", nameof(message));
    }

    private static int VarintSize(int value)
    {
        var size = 1;
        for (var rest = (uint)value; rest >= 0x80; rest >>= 7)
        {
            size++;
        }

        return size;
    }
}
