using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Istio.Kubernetes.Readers;

/// <summary>
/// Finds where a mapping or a list of JSON ends, 32 bytes at a time: what nobody reads is the larger part of an object. Brackets are counted and strings
/// passed over; nothing else is checked.
/// </summary>
internal ref struct ContainerEnd
{
    private const int Block = 32;

    // Brackets and braces differ in this bit alone.
    private const byte BracketBit = (byte)('[' ^ '{');

    private readonly ReadOnlySpan<byte> _json;
    private int _at;
    private int _depth = 1;
    private bool _isInText;
    private bool _isEscaped;

    private ContainerEnd(ReadOnlySpan<byte> json) => _json = json;

    /// <param name="json">What follows the first brace or bracket.</param>
    /// <returns>The place of the last one; -1 when there is none.</returns>
    public static int Find(ReadOnlySpan<byte> json) => new ContainerEnd(json).Find();

    private int Find()
    {
        while (_at + Block <= _json.Length)
        {
            if (!TakeBlock() && FindWithin(_at + Block) is var end and >= 0)
            {
                return end;
            }
        }

        return FindWithin(_json.Length);
    }

    /// <returns>False when the block must be read byte by byte: it has an escape, or may have the end.</returns>
    private bool TakeBlock()
    {
        var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_json), (nuint)_at);
        if (_isEscaped || Vector256.EqualsAny(bytes, Vector256.Create((byte)'\\')))
        {
            return false;
        }

        var inText = InText(Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits());
        var brackets = bytes | Vector256.Create(BracketBit);
        var closed = BitOperations.PopCount(Vector256.Equals(brackets, Vector256.Create((byte)'}')).ExtractMostSignificantBits() & ~inText);
        if (closed >= _depth)
        {
            return false;
        }

        _depth += BitOperations.PopCount(Vector256.Equals(brackets, Vector256.Create((byte)'{')).ExtractMostSignificantBits() & ~inText) - closed;
        _isInText = inText >> (Block - 1) != 0;
        _at += Block;
        return true;
    }

    /// <summary>The bytes from each opening quote up to its closing one: those that have an odd number of quotes before them, themselves included.</summary>
    private readonly uint InText(uint quotes)
    {
        quotes ^= quotes << 1;
        quotes ^= quotes << 2;
        quotes ^= quotes << 4;
        quotes ^= quotes << 8;
        quotes ^= quotes << 16;
        return _isInText ? ~quotes : quotes;
    }

    private int FindWithin(int end)
    {
        for (; _at < end; _at++)
        {
            var letter = _json[_at];
            if (_isInText)
            {
                _isInText = _isEscaped || letter != (byte)'"';
                _isEscaped = !_isEscaped && letter == (byte)'\\';
                continue;
            }

            _isInText = letter == (byte)'"';
            _depth += letter is (byte)'{' or (byte)'[' ? 1 : letter is (byte)'}' or (byte)']' ? -1 : 0;
            if (_depth == 0)
            {
                return _at;
            }
        }

        return -1;
    }
}
