using Istio.Http.Http2.FlowControl;
using Istio.Reactor;

namespace Istio.Http.Http2.Streams;

/// <summary>
/// One stream of a connection as a byte stream. Received DATA is shown to a waiting reader in the connection's receive buffer; a writer
/// fills the connection's output buffer behind a frame header. Half-close is END_STREAM, abort is RST_STREAM.
/// </summary>
internal sealed class Http2Stream : ByteStream
{
    private static readonly StreamFailure Aborted = new(FailureReason.Closed, "stream reset by this side");

    /// <summary>DATA shorter than this is cheaper to copy than to pass on alone.</summary>
    private const int GatherBelow = 4 * 1024;

    private readonly Http2Connection _connection;
    private Inbox _inbox;
    private readonly LoopSignal _readable;
    private readonly LoopSignal _writable;
    private SendWindow _sendWindow;
    private ReceiveWindow _receiveWindow;
    private int _shownInTurn;
    private bool _isGathered;
    private bool _readBroken;
    private bool _writeBroken;

    internal Http2Stream(Http2Connection connection, int id, int sendWindow, int receiveWindow)
        : base(connection.Loop)
    {
        _connection = connection;
        Id = id;
        _sendWindow = new SendWindow(sendWindow);
        _receiveWindow = new ReceiveWindow(receiveWindow);
        _inbox = new Inbox(connection.Loop.Buffers);
        _readable = new LoopSignal(connection.Loop);
        _writable = new LoopSignal(connection.Loop);
    }

    /// <summary>Stream identifier; odd, as only clients open streams.</summary>
    public int Id { get; }

    internal StreamState State { get; private set; }

    /// <summary>
    /// The request being answered, or the answer being awaited. Null once the stream is a tunnel, which carries DATA and nothing else (RFC 9113 8.5)
    /// and shall not keep its request alive.
    /// </summary>
    internal IStreamOwner? Owner { get; set; }

    /// <summary>Next in the connection's queue of writers that wait for room.</summary>
    internal Http2Stream? NextWaiting { get; set; }

    internal bool IsWaiting { get; set; }

    /// <summary>Next in the same slot of the connection's table of streams.</summary>
    internal Http2Stream? NextInSlot { get; set; }

    /// <summary>END_STREAM has arrived, or the stream is gone.</summary>
    internal bool RemoteEnded => State is StreamState.HalfClosedRemote or StreamState.Closed;

    /// <summary>Octets sent since the stream's turn began; see <see cref="Output.WriterQueue"/>.</summary>
    internal int SentInTurn { get; set; }

    private bool LocalEnded => State is StreamState.HalfClosedLocal or StreamState.Closed;

    public override ReadOnlySpan<byte> Peek() => _readBroken ? default : _inbox.Peek();

    public override void Advance(int count)
    {
        if (count == 0)
        {
            return;
        }

        _inbox.Take(count);
        CreditStream(count);
        _connection.ReleaseHeld(count);
    }

    public override int TryRead(Span<byte> destination)
    {
        var held = Peek();
        if (held.IsEmpty)
        {
            return _readBroken ? Failed : RemoteEnded ? EndOfStream : WouldBlock;
        }

        var count = Math.Min(held.Length, destination.Length);
        held[..count].CopyTo(destination);
        Advance(count);
        return count;
    }

    public override LoopWait ReadableAsync()
    {
        if (!_inbox.IsEmpty || RemoteEnded || _readBroken)
        {
            return LoopWait.Completed;
        }

        _readable.Reset();
        return _readable.WaitAsync();
    }

    public override LoopWait WritableAsync()
    {
        if (_writeBroken || LocalEnded || (_sendWindow.Available > 0 && _connection.MayWrite(this)))
        {
            return LoopWait.Completed;
        }

        if (_sendWindow.Available > 0)
        {
            _connection.EnqueueWriter(this);
        }

        _writable.Reset();
        return _writable.WaitAsync();
    }

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        if (_writeBroken || LocalEnded)
        {
            return Failed;
        }

        if (!TryGetWriteSpan(source.Length, out var span))
        {
            return WouldBlock;
        }

        var count = Math.Min(source.Length, span.Length);
        source[..count].CopyTo(span);
        CommitWrite(count);
        return count;
    }

    public override bool TryGetWriteSpan(int hint, out Span<byte> span)
    {
        span = default;
        if (_writeBroken || LocalEnded || _sendWindow.Available <= 0 || !_connection.TryReserve(this, hint, out span))
        {
            return false;
        }

        span = span[..Math.Min(span.Length, _sendWindow.Available)];
        return true;
    }

    public override void CommitWrite(int count)
    {
        _sendWindow.Take(count);
        _connection.CommitData(this, count);
    }

    public override void ShutdownWrite()
    {
        if (LocalEnded || _writeBroken)
        {
            return;
        }

        _connection.Writer.EndStream(Id);
        EndLocal();
        _connection.ScheduleFlush();
    }

    public override void Abort() => Abort(Http2ErrorCode.Cancel);

    public override bool TryWatch(LoopWaiter waiter)
    {
        _readable.Reset();
        _readable.WaitAsync().Hook(waiter);
        return true;
    }

    /// <summary>Resets the stream with the given code, unless it has ended both ways.</summary>
    internal void Abort(Http2ErrorCode code)
    {
        if (State != StreamState.Closed)
        {
            _connection.Writer.RstStream(Id, code);
            _connection.ScheduleFlush();
        }

        Break(Aborted, ClosedBy.ResetHere, keepInbox: false);
    }

    /// <summary>Ends the local side without a frame of its own: the HEADERS that were sent carried END_STREAM.</summary>
    internal void EndLocal() => MoveTo(State == StreamState.HalfClosedRemote ? StreamState.Closed : StreamState.HalfClosedLocal);

    /// <summary>END_STREAM arrived.</summary>
    internal void EndRemote()
    {
        MoveTo(State == StreamState.HalfClosedLocal ? StreamState.Closed : StreamState.HalfClosedRemote);
        _readable.Set();
    }

    /// <summary>Passes DATA to the reader, which runs inline if it waits.</summary>
    /// <param name="buffer">The connection's receive buffer.</param>
    /// <param name="start">Where the data lies in it.</param>
    /// <param name="length">Octets of data.</param>
    /// <param name="flowControlled">Octets of the frame, padding included.</param>
    /// <returns>False when the peer overran the stream's window.</returns>
    internal bool TryReceive(LoopBuffer buffer, int start, int length, int flowControlled)
    {
        if (!_receiveWindow.TryTake(flowControlled))
        {
            return false;
        }

        CreditStream(flowControlled - length);
        if (length == 0)
        {
            return true;
        }

        _connection.Hold(length);

        if (_inbox.IsEmpty && _readable.HasWaiter && !IsForGathering(length))
        {
            _shownInTurn = _connection.Turn.Number;
            _connection.Turn.OnWakeUp();
            _inbox.Show(buffer, start, length);
            _readable.Set();
            _inbox.EndShow();
        }
        else
        {
            _inbox.Keep(buffer.Span.Slice(start, length));
            GatherIfAwaited();
        }

        return true;
    }

    /// <returns>False when the window would exceed 2^31-1.</returns>
    internal bool TryAddSendWindow(int change)
    {
        var wasBlocked = _sendWindow.Available <= 0;
        if (!_sendWindow.TryAdd(change))
        {
            return false;
        }

        if (wasBlocked && _sendWindow.Available > 0)
        {
            _writable.Set();
        }

        return true;
    }

    internal void WakeWriter() => _writable.Set();

    /// <summary>Passes on what was gathered, if that has not happened meanwhile.</summary>
    internal void WakeReader()
    {
        if (_isGathered)
        {
            _isGathered = false;
            _readable.Set();
        }
    }

    /// <summary>DATA of this stream comes next.</summary>
    internal void Prefetch()
    {
        Reactor.Prefetch.Object(this);
        Reactor.Prefetch.Object(_readable);
    }

    /// <summary>The peer reset the stream, or the connection is gone.</summary>
    /// <remarks>What arrived before END_STREAM is still delivered: a peer may reset what it has no more use for right after its last DATA.</remarks>
    internal void Break(StreamFailure failure, ClosedBy by, bool keepInbox)
    {
        var delivered = keepInbox && RemoteEnded;
        Fail(failure);
        _writeBroken = true;
        _readBroken |= !delivered;
        if (!delivered)
        {
            _connection.ReleaseHeld(_inbox.Clear());
        }

        if (State != StreamState.Closed)
        {
            State = StreamState.Closed;
            _connection.Remove(this, by);
        }

        Owner?.OnStreamBroken();
        _readable.Set();
        _writable.Set();
    }

    protected override void Dispose(bool disposing)
    {
        if (State != StreamState.Closed)
        {
            Abort(Http2ErrorCode.Cancel);
        }
        else if (!_readBroken)
        {
            Break(Aborted, ClosedBy.End, keepInbox: false);
        }
    }

    /// <summary>
    /// The first DATA of a turn is passed on at once, so that a single message does not wait; small DATA after it is collected for one write.
    /// </summary>
    private bool IsForGathering(int length) => length < GatherBelow && _shownInTurn == _connection.Turn.Number;

    private void GatherIfAwaited()
    {
        if (!_isGathered && _readable.HasWaiter)
        {
            _isGathered = true;
            _connection.Turn.Gather(this);
        }
    }

    private void MoveTo(StreamState state)
    {
        State = state;
        if (state == StreamState.Closed)
        {
            _connection.Remove(this, ClosedBy.End);
        }
    }

    private void CreditStream(int count)
    {
        var increment = _receiveWindow.Release(count);
        if (increment > 0 && !RemoteEnded)
        {
            _connection.Writer.WindowUpdate(Id, increment);
            _connection.ScheduleFlush();
        }
    }
}
