using Istio.Http.Http2.FlowControl;
using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Input;
using Istio.Http.Http2.Limits;
using Istio.Http.Http2.Output;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Http2;

/// <summary>
/// One HTTP/2 connection in either role (RFC 9113). It lives on the loop of its transport with all its streams, so it has no locks: the read
/// loop takes frames and hands DATA on inline, everything to send gathers in the <see cref="Outbox"/>.
/// </summary>
internal sealed class Http2Connection
{
    private readonly Http2Role _role;
    private readonly Outbox _outbox;
    private readonly Receiver _receiver;
    private readonly Linger _linger;
    private ReceiveWindow _receiveWindow;
    private HeldData _held;
    private int _nextStreamId = 1;
    private bool _drainAnnounced;

    private Http2Connection(ByteStream transport, Http2Options options, Http2Role role, RequestHandler? onRequest)
    {
        Transport = transport;
        Options = options;
        _role = role;
        _outbox = new Outbox(transport) { OnFailure = OnSendFailure };
        _receiver = new Receiver(this, role, onRequest);
        _linger = new Linger(transport);
        _receiveWindow = new ReceiveWindow(options.ConnectionWindow);
        _held = new HeldData(options.HeldAllowance);
        Guard = new FloodGuard(Loop.Time);
        KeepAlive = new KeepAlive(Loop, options, SendKeepAlivePing, OnKeepAliveTimeout);
    }

    public ByteStream Transport { get; }

    public ReactorLoop Loop => Transport.Loop;

    /// <summary>Why the connection ended or is ending; null while it is whole.</summary>
    public Http2Error? Error { get; private set; }

    /// <summary>Streams open now.</summary>
    public int ActiveStreams => Streams.Count;

    /// <summary>The most streams that may be open at once: this side's limit or the peer's, whichever is lower.</summary>
    public int StreamLimit => (int)Math.Min((uint)Options.MaxConcurrentStreams, PeerSettings.MaxConcurrentStreams);

    /// <summary>Whether a client may open new streams here: false after GOAWAY in either direction and after the end.</summary>
    public bool AcceptsStreams => Error is null && !_drainAnnounced && !_receiver.PeerIsLeaving && _nextStreamId > 0;

    /// <summary>
    /// Whether DATA of a new stream would wait for others: the peer grants no more on the connection, or this side holds much for readers that do not read.
    /// </summary>
    public bool IsShortOfCredit => !_outbox.HasWindow || _held.IsMuch;

    /// <summary>Requests whose handler has not ended, counting those that were reset meanwhile.</summary>
    internal int RunningRequests { get; set; }

    internal Http2Options Options { get; }

    internal StreamTable Streams { get; } = new();

    internal PeerSettings PeerSettings { get; } = new();

    internal FloodGuard Guard { get; }

    internal ReadTurn Turn { get; } = new();

    internal KeepAlive KeepAlive { get; }

    internal FrameWriter Writer => _outbox.Writer;

    internal int NextStreamId => _nextStreamId;

    /// <summary>A connection that opens streams.</summary>
    internal static Http2Connection Client(ByteStream transport, Http2Options options) => new(transport, options, Http2Role.Client, null);

    /// <summary>A connection on which the peer opens streams.</summary>
    internal static Http2Connection Server(ByteStream transport, Http2Options options, RequestHandler onRequest) =>
        new(transport, options, Http2Role.Server, onRequest);

    /// <summary>Serves the connection until it ends, then closes the transport. Never throws; see <see cref="Error"/>.</summary>
    public async Task RunAsync()
    {
        var sending = _outbox.RunAsync();
        Announce();
        await _receiver.RunAsync();
        await _linger.RunAsync();
        KeepAlive.Stop();
        _receiver.Release();
        _outbox.Close();
        Transport.Dispose();
        await sending;
    }

    /// <summary>
    /// Lets streams that are open end and refuses new ones (GOAWAY). A server first warns with the highest identifier and a PING, so that requests
    /// under way are still served (RFC 9113 6.8).
    /// </summary>
    public void Drain()
    {
        if (_drainAnnounced || Error is not null)
        {
            return;
        }

        _drainAnnounced = true;
        var lastId = _role == Http2Role.Server ? int.MaxValue : 0;
        Writer.GoAway(lastId, new Http2Error(Http2ErrorCode.NoError, "draining"));
        Writer.Ping(PingPayload.Drain, ack: false);
        ScheduleFlush();
        EndIfDrained();
    }

    /// <summary>Ends the connection now: GOAWAY with the error, all streams broken.</summary>
    public void Close(Http2Error error)
    {
        if (Error is not null)
        {
            return;
        }

        Error = error;
        Writer.GoAway(_receiver.LastPeerStreamId, error);
        BreakStreams(error);
        _linger.Begin();
        _outbox.Finish();
    }

    /// <summary>Opens a stream, or returns null when none may be opened now.</summary>
    internal Http2Stream? TryOpen()
    {
        if (!AcceptsStreams || ActiveStreams >= StreamLimit)
        {
            return null;
        }

        var stream = NewStream(_nextStreamId);
        // After the last identifier this overflows to a negative number, which ends AcceptsStreams (RFC 9113 5.1.1).
        _nextStreamId = unchecked(_nextStreamId + 2);
        return stream;
    }

    internal Http2Stream NewStream(int id)
    {
        var stream = new Http2Stream(this, id, PeerSettings.InitialWindowSize, Options.StreamWindow);
        Streams.Add(stream);
        return stream;
    }

    /// <summary>Removes a stream that has ended.</summary>
    internal void Remove(Http2Stream stream, ClosedBy by)
    {
        Streams.Close(stream, by);
        _outbox.Remove(stream);
        EndIfDrained();
    }

    /// <returns>False when the peer overran the connection's window.</returns>
    internal bool TryTakeWindow(int count) => _receiveWindow.TryTake(count);

    /// <summary>Gives the peer credit for octets that were passed on or dropped, whatever became of their stream.</summary>
    internal void Credit(int count)
    {
        var increment = _receiveWindow.Release(count);
        if (increment > 0 && Error is null)
        {
            Writer.WindowUpdate(0, increment);
            ScheduleFlush();
        }
    }

    /// <summary>Octets of DATA are about to be passed on or kept; see <see cref="HeldData"/>.</summary>
    internal void Hold(int count) => Credit(_held.Add(count));

    /// <summary>Octets of DATA were passed on or dropped.</summary>
    internal void ReleaseHeld(int count) => Credit(_held.Remove(count));

    internal bool MayWrite(Http2Stream stream) => _outbox.MayWrite(stream);

    internal void EnqueueWriter(Http2Stream stream) => _outbox.Enqueue(stream);

    internal bool TryReserve(Http2Stream stream, int hint, out Span<byte> span) => _outbox.TryReserve(stream, hint, out span);

    internal void CommitData(Http2Stream stream, int count) => _outbox.CommitData(stream, count);

    internal bool TryAddSendWindow(int increment) => _outbox.TryAddWindow(increment);

    internal void ScheduleFlush() => _outbox.Schedule();

    /// <summary>Puts the peer's new settings into force.</summary>
    /// <returns>False when a stream's window would exceed 2^31-1.</returns>
    internal bool TryApplySettings(int windowChange)
    {
        _outbox.MaxFrameSize = PeerSettings.MaxFrameSize;
        if (windowChange == 0)
        {
            return true;
        }

        foreach (var stream in Streams.All())
        {
            if (!stream.TryAddSendWindow(windowChange))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The peer closed the transport, or it broke: no GOAWAY can be sent.</summary>
    internal void OnTransportEnded(Http2Error error)
    {
        Error ??= error;
        BreakStreams(error);
        _outbox.Close();
    }

    /// <summary>The answer to the PING of <see cref="Drain"/>: no request can be under way any more that the peer thinks will be served.</summary>
    internal void OnDrainAcknowledged()
    {
        if (Error is null && _role == Http2Role.Server)
        {
            _receiver.RefuseNewStreams = true;
            Writer.GoAway(_receiver.LastPeerStreamId, new Http2Error(Http2ErrorCode.NoError, "draining"));
            ScheduleFlush();
            EndIfDrained();
        }
    }

    internal void EndIfDrained()
    {
        var draining = _role == Http2Role.Server ? _receiver.RefuseNewStreams : _drainAnnounced;
        if ((draining || _receiver.PeerIsLeaving) && ActiveStreams == 0 && Error is null)
        {
            Close(new Http2Error(Http2ErrorCode.NoError, "drained"));
        }
    }

    private void Announce()
    {
        if (_role == Http2Role.Client)
        {
            Writer.Preface();
        }

        Writer.Settings(
        [
            _role == Http2Role.Client ? (SettingId.EnablePush, 0u) : (SettingId.MaxConcurrentStreams, (uint)Options.MaxConcurrentStreams),
            (SettingId.InitialWindowSize, (uint)Options.StreamWindow),
            (SettingId.MaxFrameSize, (uint)Options.MaxFrameSize),
            (SettingId.MaxHeaderListSize, (uint)Options.MaxHeaderListSize),
        ]);
        if (Options.ConnectionWindow > SendWindow.Default)
        {
            Writer.WindowUpdate(0, Options.ConnectionWindow - SendWindow.Default);
        }

        ScheduleFlush();
        KeepAlive.Start();
    }

    private void BreakStreams(Http2Error error)
    {
        var failure = new StreamFailure(FailureReason.Reset, $"HTTP/2 connection ended: {error}");
        foreach (var stream in Streams.All())
        {
            stream.Break(failure, ClosedBy.ResetHere, keepInbox: true);
        }
    }

    private void OnSendFailure(Http2Error error)
    {
        OnTransportEnded(error);
        Transport.Abort();
    }

    private void SendKeepAlivePing()
    {
        Writer.Ping(PingPayload.KeepAlive, ack: false);
        ScheduleFlush();
    }

    private void OnKeepAliveTimeout() => Close(new Http2Error(Http2ErrorCode.NoError, "the peer does not answer PING"));
}
