namespace Istio.Http.Http2.Hpack;

/// <summary>The dynamic table of one decoder (RFC 7541 2.3.2): newest first, evicted from the oldest end.</summary>
internal sealed class DynamicTable(int maxSize)
{
    private HpackField[] _ring = [];
    private int _newest;

    public int Count { get; private set; }

    /// <summary>Sum of the sizes of the entries as RFC 7541 4.1 counts them.</summary>
    public int Size { get; private set; }

    public int MaxSize { get; private set; } = maxSize;

    /// <param name="position">0 is the newest entry.</param>
    public HpackField Get(int position) => _ring[(_newest - position + _ring.Length) % _ring.Length];

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var size = name.Length + value.Length + HpackField.Overhead;
        if (size > MaxSize)
        {
            // RFC 7541 4.4: an entry larger than the table empties it and is no error.
            Evict(0);
            return;
        }

        Evict(MaxSize - size);
        Grow();
        _newest = (_newest + 1) % _ring.Length;
        _ring[_newest] = new HpackField(name, value);
        Count++;
        Size += size;
    }

    public void Resize(int maxSize)
    {
        MaxSize = maxSize;
        Evict(maxSize);
    }

    private void Evict(int keep)
    {
        while (Size > keep)
        {
            var oldest = (_newest - Count + 1 + _ring.Length) % _ring.Length;
            Size -= _ring[oldest].Size;
            _ring[oldest] = default;
            Count--;
        }
    }

    private void Grow()
    {
        if (Count < _ring.Length)
        {
            return;
        }

        var larger = new HpackField[Math.Max(8, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[Count - 1 - i] = Get(i);
        }

        _ring = larger;
        _newest = Count - 1 < 0 ? larger.Length - 1 : Count - 1;
    }
}
