using Istio.Http.Http2.FlowControl;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Http2.Output;

/// <summary>
/// The sending half of a connection. Frames of all streams gather in one buffer that goes out once per round of the loop: with many small
/// streams that is one record and one system call for all of them. Nothing here ever waits inside the read loop.
/// </summary>
internal sealed class Outbox : IRoundHook
{
    private readonly ByteStream _transport;
    private readonly FrameBuffer _frames;
    private readonly WriterQueue _queue = new();
    private readonly LoopSignal _blocked;
    private SendWindow _window = new(SendWindow.Default);
    private bool _scheduled;
    private bool _isBlocked;
    private bool _finishing;
    private bool _closed;

    public Outbox(ByteStream transport)
    {
        _transport = transport;
        _frames = new FrameBuffer(transport);
        _blocked = new LoopSignal(transport.Loop);
        Writer = new FrameWriter(_frames);
    }

    public FrameWriter Writer { get; }

    /// <summary>SETTINGS_MAX_FRAME_SIZE of the peer.</summary>
    public int MaxFrameSize { get; set; } = 16_384;

    /// <summary>Called once when the transport fails or the peer lets too many frames pile up.</summary>
    public required Action<Http2Error> OnFailure { get; init; }

    /// <summary>Whether the peer grants DATA on the connection.</summary>
    public bool HasWindow => _window.Available > 0;

    public bool HasRoomForData => _window.Available > 0 && _frames.HasRoom;

    public bool MayWrite(Http2Stream stream) => HasRoomForData && _queue.HasTurn(stream);

    public void Enqueue(Http2Stream stream)
    {
        _queue.Enqueue(stream);
        Schedule();
    }

    public void Remove(Http2Stream stream) => _queue.Remove(stream);

    public bool TryReserve(Http2Stream stream, int hint, out Span<byte> span)
    {
        span = default;
        if (_closed || _finishing || _window.Available <= 0 || !_queue.HasTurn(stream) || !_frames.TryReserve(hint, mayFlush: !_isBlocked, out span))
        {
            return false;
        }

        span = span[..Math.Min(span.Length, Math.Min(_window.Available, MaxFrameSize))];
        return true;
    }

    public void CommitData(Http2Stream stream, int count)
    {
        if (count == 0)
        {
            _frames.ReleaseIfUnused();
            return;
        }

        _window.Take(count);
        stream.SentInTurn += count + WriterQueue.FrameCost;
        _frames.CommitData(stream.Id, count);
        Schedule();
    }

    /// <returns>False when the window would exceed 2^31-1.</returns>
    public bool TryAddWindow(int increment)
    {
        if (!_window.TryAdd(increment))
        {
            return false;
        }

        _queue.Wake(this);
        return true;
    }

    /// <summary>Sends at the end of this round.</summary>
    public void Schedule()
    {
        if (!_scheduled && !_isBlocked && !_closed)
        {
            _scheduled = true;
            _transport.Loop.AtEndOfRound(this);
        }
    }

    bool IRoundHook.OnEndOfRound()
    {
        _scheduled = false;
        if (!_closed)
        {
            Flush();
        }

        return false;
    }

    /// <summary>Goes on sending whenever the transport was full; ends with <see cref="Close"/>.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            await _blocked.WaitAsync();
            if (_closed)
            {
                return;
            }

            _blocked.Reset();
            await _transport.WritableAsync();
            _isBlocked = false;
            if (!_closed)
            {
                Flush();
            }
        }
    }

    public void Flush()
    {
        if (_frames.Overflowed)
        {
            OnFailure(new Http2Error(Http2ErrorCode.EnhanceYourCalm, "the peer reads nothing of what it asks for"));
            return;
        }

        switch (_frames.Flush())
        {
            case FlushResult.Failed:
                OnFailure(new Http2Error(Http2ErrorCode.InternalError, _transport.Failure?.Detail ?? "connection lost"));
                return;
            case FlushResult.Blocked:
                _isBlocked = true;
                _blocked.Set();
                break;
            case FlushResult.Drained when _finishing:
                _transport.ShutdownWrite();
                return;
        }

        _queue.Wake(this);
    }

    /// <summary>Sends what is there and shuts the writing side after it.</summary>
    public void Finish()
    {
        _finishing = true;
        if (!_isBlocked)
        {
            Flush();
        }
    }

    /// <summary>Drops what is unsent and lets <see cref="RunAsync"/> end.</summary>
    public void Close()
    {
        _closed = true;
        _frames.Close();
        _blocked.Set();
    }
}
