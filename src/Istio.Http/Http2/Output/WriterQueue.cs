using Istio.Http.Http2.Streams;

namespace Istio.Http.Http2.Output;

/// <summary>
/// Streams that wait for room in the output or in the connection's window, first come first served. While others wait, a stream may send one
/// turn's worth and then queues behind them, so that bulk streams do not starve the rest of the connection.
/// </summary>
internal sealed class WriterQueue
{
    /// <summary>
    /// What a frame costs beyond its octets, in octets: the read that fills it. Without it a stream of tiny messages would have turns without end.
    /// </summary>
    public const int FrameCost = 1024;

    private const int Turn = 256 * 1024;

    private Http2Stream? _first;
    private Http2Stream? _last;
    private int _count;

    public bool HasTurn(Http2Stream stream) => _first is null || (!stream.IsWaiting && stream.SentInTurn < Turn);

    public void Enqueue(Http2Stream stream)
    {
        if (stream.IsWaiting)
        {
            return;
        }

        stream.IsWaiting = true;
        stream.NextWaiting = null;
        if (_last is null)
        {
            _first = stream;
        }
        else
        {
            _last.NextWaiting = stream;
        }

        _last = stream;
        _count++;
    }

    /// <summary>Wakes those that wait now, in order, as long as there is room. They run inline and may queue again.</summary>
    public void Wake(Outbox outbox)
    {
        for (var left = _count; left > 0 && _first is not null && outbox.HasRoomForData; left--)
        {
            Dequeue().WakeWriter();
        }
    }

    /// <summary>Takes out a stream that has broken, so that resets while the peer grants no window do not pile up.</summary>
    public void Remove(Http2Stream stream)
    {
        if (!stream.IsWaiting)
        {
            return;
        }

        Http2Stream? previous = null;
        for (var at = _first; at is not null && at != stream; at = at.NextWaiting)
        {
            previous = at;
        }

        if (previous is null)
        {
            Dequeue();
            return;
        }

        previous.NextWaiting = stream.NextWaiting;
        _last = _last == stream ? previous : _last;
        stream.NextWaiting = null;
        stream.IsWaiting = false;
        _count--;
    }

    private Http2Stream Dequeue()
    {
        var stream = _first!;
        _first = stream.NextWaiting;
        if (_first is null)
        {
            _last = null;
        }

        _count--;
        stream.NextWaiting = null;
        stream.IsWaiting = false;
        stream.SentInTurn = 0;
        return stream;
    }
}
