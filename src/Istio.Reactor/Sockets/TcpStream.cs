using Istio.Core.Net;
using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>A TCP connection. Reads and writes go straight to the kernel; nothing is buffered here.</summary>
public sealed class TcpStream : ByteStream, IEventSource
{
    private static readonly Action<object?> FinishShutdown = static stream => ((TcpStream)stream!).SendFin();

    private readonly LoopSignal _readable;
    private readonly LoopSignal _writable;
    private SocketHandle _socket;
    private ulong _registration;
    private bool _endSeen;
    private bool _isKnownWritable;
    private bool _writeEnded;
    private bool _isHungUp;

    internal TcpStream(ReactorLoop loop, SocketHandle socket, IpPort remote)
        : base(loop)
    {
        _readable = new LoopSignal(loop);
        _writable = new LoopSignal(loop);
        _socket = socket;
        RemoteAddress = remote;
    }

    public IpPort RemoteAddress { get; }

    /// <summary>Asked of the kernel on each call; empty after the stream was closed.</summary>
    public IpPort LocalAddress => IsOpen ? _socket.LocalAddress() : default;

    /// <summary>A connect option that the kernel refused, usually for lack of privilege. The connection works without it.</summary>
    public StreamFailure? Warning { get; internal set; }

    /// <summary>True once the peer's FIN or a hang-up was reported, whether or not it has been read up to.</summary>
    public bool PeerEnded => _endSeen;

    internal SocketHandle Socket => _socket;

    private bool IsOpen => _socket.IsOpen;

    /// <summary>Opens a connection on <paramref name="loop"/>; only on that loop. A refusal, a timeout or a taken address is a value.</summary>
    public static ValueTask<IoResult<TcpStream>> ConnectAsync(ReactorLoop loop, IpPort remote, TcpConnectOptions options) =>
        TcpConnect.RunAsync(loop, remote, options);

    /// <summary>The destination the peer dialled before an iptables REDIRECT; false when nothing redirected it.</summary>
    public bool TryGetOriginalDestination(out IpPort destination) =>
        _socket.TryGetOriginalDestination(RemoteAddress.Address.IsV6, out destination);

    public override LoopWait ReadableAsync() => _readable.WaitAsync();

    public override unsafe int TryRead(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        if (Failure is not null || !IsOpen)
        {
            return Failed;
        }

        if (!_readable.IsSet)
        {
            return WouldBlock; // No edge since the socket was drained: the kernel would say the same.
        }

        fixed (byte* at = destination)
        {
            return AfterReceive((int)LibC.recv(_socket.Descriptor, at, (nuint)destination.Length, 0), destination.Length);
        }
    }

    public override LoopWait WritableAsync() => _writable.WaitAsync();

    public override unsafe int TryWrite(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length);
        if (Failure is not null || !IsOpen)
        {
            return Failed;
        }

        fixed (byte* at = source)
        {
            return AfterSend((int)LibC.send(_socket.Descriptor, at, (nuint)source.Length, SocketConstants.MSG_NOSIGNAL), source.Length);
        }
    }

    public override void ShutdownWrite()
    {
        if (!IsOpen || _writeEnded)
        {
            return;
        }

        // Later in this round: a relay whose other direction has ended already closes the socket now, and that says FIN as well.
        _writeEnded = true;
        Loop.Defer(FinishShutdown, this);
    }

    public override void Abort()
    {
        if (!IsOpen)
        {
            return;
        }

        _socket.SetResetOnClose();
        Close(StreamFailure.AbortedHere);
    }

    public override void AbortAfterDelivery()
    {
        if (IsOpen && _socket.UnacknowledgedBytes() > 0)
        {
            Dispose(); // A reset would drop what the kernel still has to send.
        }
        else
        {
            Abort();
        }
    }

    public override bool IsBroken => _isHungUp || Failure is not null;

    public override bool TryWatch(LoopWaiter waiter)
    {
        _readable.Reset();
        _readable.WaitAsync().Hook(waiter);
        return true;
    }

    void IEventSource.OnEvents(uint events)
    {
        // Both directions have ended, though this side has not ended its own: the peer has reset the connection.
        _isHungUp |= (events & Epoll.ERR) != 0 || ((events & Epoll.HUP) != 0 && !_writeEnded);
        const uint Ended = Epoll.RDHUP | Epoll.HUP | Epoll.ERR;
        if ((events & Ended) != 0)
        {
            _endSeen = true;
        }

        // The kernel says "writable" with every event; only after a full buffer is that news.
        if (!_isKnownWritable && (events & (Epoll.OUT | Epoll.HUP | Epoll.ERR)) != 0)
        {
            _isKnownWritable = true;
            _writable.Set();
        }

        // The writer's continuation ran inline and may have closed the stream; its reader was woken then.
        if (IsOpen && (events & (Epoll.IN | Ended)) != 0)
        {
            _readable.Set();
        }
    }

    void IEventSource.OnLoopStopping() => Close(StreamFailure.LoopStopping);

    internal void Register() => _registration = Loop.Register(_socket.Descriptor, this);

    /// <summary>A fresh connection can be written to; its first epoll report would say the same one round later.</summary>
    internal void MarkWritable()
    {
        _isKnownWritable = true;
        _writable.Set();
    }

    /// <summary>Reads can fail from here on; the first writer or reader sees why.</summary>
    internal void Break(StreamFailure failure)
    {
        Fail(failure);
        _readable.SetLater();
        _writable.SetLater();
    }

    /// <summary>
    /// What a finished receive means for the next one. A short read says "drained" only while no FIN is queued behind it:
    /// the FIN's edge was already reported together with the data, and no other edge will follow.
    /// </summary>
    private int AfterReceive(int received, int asked)
    {
        if (received > 0)
        {
            if (received < asked && !_endSeen)
            {
                _readable.Reset();
            }

            return received;
        }

        return received == 0 ? EndOfStream : AfterError(_readable, "read");
    }

    private int AfterSend(int sent, int asked)
    {
        if (sent < 0)
        {
            return AfterError(_writable, "write");
        }

        if (sent < asked)
        {
            _isKnownWritable = false;
            _writable.Reset(); // The kernel's buffer is full and EPOLLOUT is armed.
        }

        return sent;
    }

    protected override void Dispose(bool disposing) => Close(StreamFailure.ClosedHere);

    private void SendFin()
    {
        if (IsOpen)
        {
            _ = LibC.shutdown(_socket.Descriptor, SocketConstants.SHUT_WR); // ENOTCONN after a reset; the next read says so.
        }
    }

    private int AfterError(LoopSignal signal, string operation)
    {
        var errno = SocketHandle.LastErrno;
        if (errno == Errno.EAGAIN)
        {
            signal.Reset();
            _isKnownWritable &= signal != _writable;
            return WouldBlock;
        }

        if (errno == Errno.EINTR)
        {
            return WouldBlock; // The level stays raised: the next wait completes at once.
        }

        Break(StreamFailure.FromErrno(operation, errno));
        return Failed;
    }

    private void Close(StreamFailure reason)
    {
        if (!IsOpen)
        {
            return;
        }

        Loop.Unregister(_registration);
        _socket.Close();
        _socket = new SocketHandle(-1);
        Break(reason);
    }
}
