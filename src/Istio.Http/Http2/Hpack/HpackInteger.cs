namespace Istio.Http.Http2.Hpack;

/// <summary>Integers with a prefix (RFC 7541 5.1).</summary>
internal static class HpackInteger
{
    /// <summary>Larger numbers mean nothing in any field of HPACK; the bound also keeps the arithmetic within an int.</summary>
    private const int MaxShift = 21;

    /// <summary>Reads an integer whose prefix is the low <paramref name="prefixBits"/> bits of the first octet, and moves past it.</summary>
    /// <returns>False when the input ends too early or the number is out of any useful range.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> input, int prefixBits, out int value)
    {
        value = 0;
        if (input.IsEmpty)
        {
            return false;
        }

        var prefix = (1 << prefixBits) - 1;
        value = input[0] & prefix;
        input = input[1..];
        if (value < prefix)
        {
            return true;
        }

        for (var shift = 0; shift <= MaxShift && !input.IsEmpty; shift += 7)
        {
            var octet = input[0];
            input = input[1..];
            value += (octet & 0x7f) << shift;
            if (octet < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes an integer; <paramref name="pattern"/> holds the bits above the prefix.</summary>
    /// <returns>Octets written, at most 6.</returns>
    public static int Write(Span<byte> destination, byte pattern, int prefixBits, int value)
    {
        var prefix = (1 << prefixBits) - 1;
        if (value < prefix)
        {
            destination[0] = (byte)(pattern | value);
            return 1;
        }

        destination[0] = (byte)(pattern | prefix);
        var rest = value - prefix;
        var written = 1;
        while (rest >= 0x80)
        {
            destination[written++] = (byte)(0x80 | (rest & 0x7f));
            rest >>= 7;
        }

        destination[written++] = (byte)rest;
        return written;
    }
}
