namespace Ztunnel.Proxy.Headers;

/// <summary>W3C trace context, version 00, not sampled: <c>00-TRACE-PARENT-00</c>.</summary>
internal static class TraceParent
{
    private const string Digits = "0123456789abcdef";

    public static string Create(Random random) => string.Create(55, random, static (text, random) =>
    {
        Span<byte> bytes = stackalloc byte[24];
        random.NextBytes(bytes);
        bytes[0] |= 1; // an all-zero id is invalid (W3C Trace Context 3.2.2.3)
        bytes[16] |= 1;
        "00-".CopyTo(text);
        Hex(bytes[..16], text[3..]);
        text[35] = '-';
        Hex(bytes[16..], text[36..]);
        "-00".CopyTo(text[52..]);
    });

    private static void Hex(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[(2 * i) + 1] = Digits[bytes[i] & 15];
        }
    }
}
