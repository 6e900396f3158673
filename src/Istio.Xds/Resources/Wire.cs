using System.Text;

namespace Istio.Xds.Resources;

/// <summary>Length-delimited protobuf fields with one-byte tags.</summary>
internal static class Wire
{
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
