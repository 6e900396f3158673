namespace Istio.Http.Http2.Hpack;

/// <summary>
/// The Huffman code of RFC 7541 Appendix B. It is canonical (codes of one length are consecutive and ordered by symbol),
/// so the lengths alone define it and the codes are computed from them.
/// </summary>
internal static class HuffmanCode
{
    private const int EndOfString = 256;
    private const int ShortestCode = 5;
    private const int LongestCode = 30;

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    private static readonly short[] Symbols = OrderByCode();
    private static readonly int[] FirstSymbol = new int[LongestCode + 1];

    /// <summary>For each length, the first code that is too long for it, left-aligned to 32 bits: the limit that picks the length.</summary>
    private static readonly ulong[] Limit = new ulong[LongestCode + 1];

    private static readonly uint[] FirstCode = new uint[LongestCode + 1];

    static HuffmanCode()
    {
        var code = 0U;
        var symbol = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            code <<= 1;
            FirstCode[length] = code;
            FirstSymbol[length] = symbol;
            while (symbol < Symbols.Length && Lengths[Symbols[symbol]] == length)
            {
                symbol++;
                code++;
            }

            Limit[length] = (ulong)code << (32 - length);
        }
    }

    /// <summary>The most bytes that <paramref name="encodedLength"/> encoded bytes can stand for.</summary>
    public static int MaxDecodedLength(int encodedLength) => (int)((long)encodedLength * 8 / ShortestCode);

    /// <summary>Decodes one string literal.</summary>
    /// <returns>Bytes written, or -1 for padding that is not the start of EOS, padding of a byte or more, or a coded EOS (RFC 7541 5.2).</returns>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        var window = 0UL;
        var bits = 0;
        var next = 0;
        var written = 0;
        while (true)
        {
            while (bits <= 32 && next < encoded.Length)
            {
                window |= (ulong)encoded[next++] << (56 - bits);
                bits += 8;
            }

            var length = CodeLength((uint)(window >> 32));
            if (length > bits)
            {
                return IsPadding(window, bits) ? written : -1;
            }

            var code = (uint)(window >> (64 - length));
            int symbol = Symbols[FirstSymbol[length] + (int)(code - FirstCode[length])];
            if (symbol == EndOfString)
            {
                return -1;
            }

            destination[written++] = (byte)symbol;
            window <<= length;
            bits -= length;
        }
    }

    private static int CodeLength(uint leftAligned)
    {
        var length = ShortestCode;
        while (length < LongestCode && leftAligned >= Limit[length])
        {
            length++;
        }

        return length;
    }

    private static bool IsPadding(ulong window, int bits) =>
        bits < 8 && (bits == 0 || window >> (64 - bits) == (1UL << bits) - 1);

    private static short[] OrderByCode()
    {
        var symbols = new short[EndOfString + 1];
        var count = 0;
        for (var length = ShortestCode; length <= LongestCode; length++)
        {
            for (short symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (Lengths[symbol] == length)
                {
                    symbols[count++] = symbol;
                }
            }
        }

        return symbols;
    }
}
