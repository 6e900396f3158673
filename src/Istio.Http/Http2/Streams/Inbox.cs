using Istio.Reactor;

namespace Istio.Http.Http2.Streams;

/// <summary>
/// DATA of one stream that its reader has not taken yet. What arrives while the reader waits is shown to it in the connection's receive
/// buffer; only the rest is copied into buffers of its own, whose amount the stream's window bounds. A part of the stream: not to be copied.
/// </summary>
internal struct Inbox(BufferPool pool)
{
    private LoopBuffer? _shown;
    private int _shownStart;
    private int _shownEnd;
    private Queue<LoopBuffer>? _kept;
    private LoopBuffer? _last;
    private int _firstStart;
    private int _lastEnd;

    /// <summary>Octets received and not taken.</summary>
    public int Length { get; private set; }

    public readonly bool IsEmpty => Length == 0;

    /// <summary>The longest piece that lies in one place.</summary>
    public readonly ReadOnlySpan<byte> Peek()
    {
        if (_kept is { Count: > 0 })
        {
            var first = _kept.Peek();
            return first.Span[_firstStart..(first == _last ? _lastEnd : first.Length)];
        }

        return _shown is null ? default : _shown.Span[_shownStart.._shownEnd];
    }

    /// <summary>Takes up to the length of <see cref="Peek"/>.</summary>
    public void Take(int count)
    {
        Length -= count;
        if (_kept is not { Count: > 0 })
        {
            _shownStart += count;
            return;
        }

        _firstStart += count;
        var first = _kept.Peek();
        if (_firstStart == (first == _last ? _lastEnd : first.Length))
        {
            _kept.Dequeue();
            pool.Return(first);
            _firstStart = 0;
            _last = first == _last ? null : _last;
        }
    }

    /// <summary>Shows octets in a buffer that stays valid until <see cref="EndShow"/>. Only when nothing is kept.</summary>
    public void Show(LoopBuffer buffer, int start, int length)
    {
        _shown = buffer;
        _shownStart = start;
        _shownEnd = start + length;
        Length = length;
    }

    /// <summary>Keeps what was not taken of what was shown.</summary>
    public void EndShow()
    {
        if (_shown is not { } shown)
        {
            return;
        }

        _shown = null;
        Length -= _shownEnd - _shownStart;
        Keep(shown.Span[_shownStart.._shownEnd]);
    }

    public void Keep(ReadOnlySpan<byte> data)
    {
        Length += data.Length;
        while (!data.IsEmpty)
        {
            if (_last is null || _lastEnd == _last.Length)
            {
                Append(pool.Rent(Math.Min(data.Length, BufferPool.Bulk), nameof(Inbox)));
            }

            var count = Math.Min(data.Length, _last!.Length - _lastEnd);
            data[..count].CopyTo(_last.Span[_lastEnd..]);
            _lastEnd += count;
            data = data[count..];
        }
    }

    /// <summary>Drops everything.</summary>
    /// <returns>Octets dropped, for which the connection's window must still be credited.</returns>
    public int Clear()
    {
        var dropped = Length;
        Length = 0;
        _shown = null;
        _last = null;
        _firstStart = 0;
        while (_kept is not null && _kept.TryDequeue(out var buffer))
        {
            pool.Return(buffer);
        }

        return dropped;
    }

    private void Append(LoopBuffer buffer)
    {
        _kept ??= new Queue<LoopBuffer>();
        _kept.Enqueue(buffer);
        _last = buffer;
        _lastEnd = 0;
    }
}
