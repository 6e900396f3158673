using Istio.Http.Http2.Hpack;

namespace Istio.Http.Http2;

/// <summary>The field lines of one header block in the order of arrival, all in one buffer.</summary>
/// <param name="maxSize">
/// Largest list accepted, counted as RFC 9113 6.5.2 does (name, value and 32 octets for each field). Of a larger one nothing is kept.
/// </param>
public sealed class HeaderList(int maxSize)
{
    /// <summary>
    /// A list that is too large is still decoded, because the connection's dynamic table must stay in step (RFC 9113 10.5.1); but not without end.
    /// </summary>
    internal const int DecodedAtMost = 4;

    private byte[] _bytes = new byte[256];
    private int _end;
    private int _fieldStart;
    private int _nameEnd;
    private Field[] _fields = new Field[8];
    private int _dropped;

    /// <summary>Number of field lines, pseudo-header fields included.</summary>
    public int Count { get; private set; }

    /// <summary>Size of the list as RFC 9113 6.5.2 counts it.</summary>
    public int Size => _end + (Count * HpackField.Overhead);

    /// <summary>The list is larger than accepted and its fields are gone: the message cannot be processed.</summary>
    internal bool IsTooLarge => _dropped > 0;

    private bool IsWithinReach => _dropped + Size <= maxSize * DecodedAtMost;

    public ReadOnlySpan<byte> Name(int index) => _bytes.AsSpan(_fields[index].Start, _fields[index].NameLength);

    public ReadOnlySpan<byte> Value(int index)
    {
        var field = _fields[index];
        return _bytes.AsSpan(field.Start + field.NameLength, field.ValueLength);
    }

    /// <summary>The position of the first field line with this name at or after <paramref name="from"/>, or -1.</summary>
    /// <param name="name">Lower case, as names are on the wire.</param>
    /// <param name="from">Where to start; pass the last hit plus one to walk repeated fields.</param>
    public int IndexOf(ReadOnlySpan<byte> name, int from = 0)
    {
        for (var i = from; i < Count; i++)
        {
            if (Name(i).SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    internal void Clear()
    {
        Count = 0;
        _end = 0;
        _fieldStart = 0;
    }

    internal bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!TryAppend(name))
        {
            return false;
        }

        EndName();
        return TryAppend(value) && EndField();
    }

    internal bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (_dropped + Size + text.Length > maxSize * DecodedAtMost)
        {
            return false;
        }

        text.CopyTo(Reserve(text.Length));
        _end += text.Length;
        return true;
    }

    internal Span<byte> Reserve(int length)
    {
        if (_end + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + length));
        }

        return _bytes.AsSpan(_end, length);
    }

    internal bool TryCommit(int length)
    {
        _end += length;
        return IsWithinReach;
    }

    internal void EndName() => _nameEnd = _end;

    internal bool EndField()
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Count * 2);
        }

        _fields[Count++] = new Field(_fieldStart, _nameEnd - _fieldStart, _end - _nameEnd);
        _fieldStart = _end;
        return IsWithinReach;
    }

    /// <summary>Called after each field, once the decoder needs it no more.</summary>
    internal void DropIfTooLarge()
    {
        if (_dropped + Size > maxSize)
        {
            _dropped += Size;
            Clear();
        }
    }

    private readonly record struct Field(int Start, int NameLength, int ValueLength);
}
