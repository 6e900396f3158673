using Istio.Core.Metrics;
using Istio.Core.Net;
using Istio.Reactor.Native;
using static Istio.Reactor.Native.SocketConstants;

namespace Istio.Reactor;

/// <summary>A listening TCP socket on one loop. Each accepted connection is passed to the handler on this loop.</summary>
public sealed class TcpListener : IEventSource, IDisposable
{
    /// <summary>Connections accepted in one go; the rest waits for the next round, so that a connection storm does not starve open ones.</summary>
    private const int AcceptsPerRound = 64;

    /// <summary>The pause after running out of descriptors: the pending connection stays pending and would be reported without end.</summary>
    private static readonly TimeSpan PauseWhenExhausted = TimeSpan.FromMilliseconds(100);

    private static readonly Action<object?> Resume = static listener => ((TcpListener)listener!).AcceptAll();

    private readonly ReactorLoop _loop;
    private readonly Action<TcpStream> _onAccepted;
    private readonly Counter? _pauses;
    private readonly LoopTimer _resumeTimer;
    private readonly ulong _registration;
    private SocketHandle _socket;

    private TcpListener(ReactorLoop loop, SocketHandle socket, Counter? pauses, Action<TcpStream> onAccepted)
    {
        _pauses = pauses;
        _loop = loop;
        _socket = socket;
        _onAccepted = onAccepted;
        _resumeTimer = loop.CreateTimer(Resume, this);
        LocalAddress = socket.LocalAddress();
        _registration = loop.Register(socket.Descriptor, this);
    }

    /// <summary>The bound address, with the port the kernel chose when 0 was asked for.</summary>
    public IpPort LocalAddress { get; }

    /// <summary>An option that the kernel refused, usually for lack of privilege. The listener works without it.</summary>
    public StreamFailure? Warning { get; private init; }

    /// <summary>Listens on <paramref name="address"/>; only on the loop's thread. A taken address or a missing privilege is a value.</summary>
    /// <param name="loop">The loop that accepts.</param>
    /// <param name="address">Where to listen; port 0 lets the kernel choose.</param>
    /// <param name="options">Backlog, sharing and the like.</param>
    /// <param name="onAccepted">Called on the loop, which owns the stream from then on.</param>
    public static IoResult<TcpListener> Listen(ReactorLoop loop, IpPort address, TcpListenOptions options, Action<TcpStream> onAccepted)
    {
        var socket = SocketHandle.Create(SocketAddress.FamilyOf(address.Address));
        if (!socket.IsOpen)
        {
            return StreamFailure.FromErrno("socket", SocketHandle.LastErrno);
        }

        var warning = Prepare(socket, address, options);
        if (!socket.TryBind(address) || LibC.listen(socket.Descriptor, options.Backlog) != 0)
        {
            var failure = StreamFailure.FromErrno($"listen on {address}", SocketHandle.LastErrno);
            socket.Close();
            return failure;
        }

        return new TcpListener(loop, socket, options.Pauses, onAccepted) { Warning = warning };
    }

    /// <summary>Stops accepting; connections already accepted live on. Only on the loop's thread.</summary>
    public void Dispose()
    {
        if (!_socket.IsOpen)
        {
            return;
        }

        _resumeTimer.Cancel();
        _loop.Unregister(_registration);
        _socket.Close();
        _socket = new SocketHandle(-1);
    }

    void IEventSource.OnEvents(uint events) => AcceptAll();

    void IEventSource.OnLoopStopping() => Dispose();

    private static StreamFailure? Prepare(SocketHandle socket, IpPort address, TcpListenOptions options)
    {
        socket.TrySet(SOL_SOCKET, SO_REUSEADDR, 1);
        socket.SetNoDelay(); // This and what follows is inherited by the accepted sockets.
        socket.SetKeepAlive(options.KeepAlive);
        if (options.ReusePort)
        {
            socket.TrySet(SOL_SOCKET, SO_REUSEPORT, 1);
        }

        if (options.WithinHost ?? address.Address.IsLoopback)
        {
            socket.SetWithinHost();
        }

        if (address.Address.IsV6)
        {
            socket.TrySet(IPPROTO_IPV6, IPV6_V6ONLY, options.DualStack ? 0 : 1);
        }

        var granted = !options.Transparent || socket.TrySetTransparent(SocketAddress.FamilyOf(address.Address));
        return granted ? null : StreamFailure.FromErrno("IP_TRANSPARENT", SocketHandle.LastErrno);
    }

    private void AcceptAll()
    {
        for (var accepted = 0; accepted < AcceptsPerRound; accepted++)
        {
            if (!TryAccept())
            {
                return;
            }
        }

        _loop.Defer(Resume, this);
    }

    /// <summary>False when there is nothing more to accept now.</summary>
    private unsafe bool TryAccept()
    {
        if (!_socket.IsOpen)
        {
            return false; // Closed by the handler of the connection before.
        }

        var raw = stackalloc byte[SocketAddress.MaximumLength];
        uint length = SocketAddress.MaximumLength;
        var fd = LibC.accept4(_socket.Descriptor, raw, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
        {
            Begin(new TcpStream(_loop, new SocketHandle(fd), SocketAddress.Read(raw)));
            return true;
        }

        var errno = SocketHandle.LastErrno;
        if (errno == Errno.EAGAIN)
        {
            return false;
        }

        if (Errno.Classify(errno) == FailureReason.ResourceExhausted)
        {
            _pauses?.Increment();
            _loop.AcceptPauses.Add(LocalAddress, errno);
            _resumeTimer.Arm(PauseWhenExhausted);
            return false;
        }

        return true; // The connection died before it was accepted (accept(2) lists the codes); the next one may be well.
    }

    private void Begin(TcpStream stream)
    {
        stream.Register();
        stream.MarkWritable();
        _onAccepted(stream);
    }
}
