using System.Runtime.InteropServices;
using Istio.Core.Net;
using static Istio.Reactor.Native.SocketConstants;

namespace Istio.Reactor.Native;

/// <summary>A socket's file descriptor with the calls made on it. Not an owner: streams and listeners close it exactly once.</summary>
internal readonly unsafe record struct SocketHandle(int Descriptor)
{
    public static SocketHandle Create(int family)
    {
        var fd = LibC.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        return new SocketHandle(fd);
    }

    /// <summary>False when the call that made it failed; <see cref="LastErrno"/> then says why.</summary>
    public bool IsOpen => Descriptor >= 0;

    public static int LastErrno => Marshal.GetLastPInvokeError();

    public bool TryBind(IpPort address)
    {
        var raw = stackalloc byte[SocketAddress.MaximumLength];
        return LibC.bind(Descriptor, raw, SocketAddress.Write(address, raw)) == 0;
    }

    public bool TryConnect(IpPort address)
    {
        var raw = stackalloc byte[SocketAddress.MaximumLength];
        return LibC.connect(Descriptor, raw, SocketAddress.Write(address, raw)) == 0;
    }

    public bool TrySet(int level, int name, int value) => LibC.setsockopt(Descriptor, level, name, &value, sizeof(int)) == 0;

    /// <summary>Switches a transparent socket's options on: the pair that lets it bind to a foreign address.</summary>
    public bool TrySetTransparent(int family) => family == AF_INET6
        ? TrySet(IPPROTO_IPV6, IPV6_FREEBIND, 1) && TrySet(IPPROTO_IPV6, IPV6_TRANSPARENT, 1)
        : TrySet(IPPROTO_IP, IP_FREEBIND, 1) && TrySet(IPPROTO_IP, IP_TRANSPARENT, 1);

    /// <summary>Small messages go out at once: Nagle would add a round trip of delay to each request and answer.</summary>
    public void SetNoDelay() => TrySet(IPPROTO_TCP, TCP_NODELAY, 1);

    /// <summary>
    /// The plainest congestion control, for a connection that never leaves this machine. A machine set to BBR would otherwise pace memory copies by timers.
    /// Everybody may choose Reno; should the kernel refuse, its default serves.
    /// </summary>
    public void SetWithinHost()
    {
        fixed (byte* name = "reno"u8)
        {
            _ = LibC.setsockopt(Descriptor, IPPROTO_TCP, TCP_CONGESTION, name, 4);
        }
    }

    public void SetKeepAlive(TcpKeepAlive? keepAlive)
    {
        if (keepAlive is null)
        {
            return;
        }

        TrySet(SOL_SOCKET, SO_KEEPALIVE, 1);
        TrySet(IPPROTO_TCP, TCP_KEEPIDLE, Math.Max(1, (int)keepAlive.Idle.TotalSeconds));
        TrySet(IPPROTO_TCP, TCP_KEEPINTVL, Math.Max(1, (int)keepAlive.Interval.TotalSeconds));
        TrySet(IPPROTO_TCP, TCP_KEEPCNT, keepAlive.Probes);
    }

    /// <summary>Makes the coming close a reset: unsent bytes are dropped and the peer gets RST instead of FIN.</summary>
    public void SetResetOnClose()
    {
        var linger = 1L; // struct linger { int l_onoff = 1; int l_linger = 0; }, little endian
        LibC.setsockopt(Descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof(long));
    }

    /// <summary>What was accepted for sending and has not arrived at the peer (SIOCOUTQ).</summary>
    public int UnacknowledgedBytes()
    {
        int count;
        return LibC.ioctl(Descriptor, SIOCOUTQ, &count) == 0 ? count : 0;
    }

    /// <summary>The pending error of the socket (SO_ERROR), which the call also clears; 0 for none.</summary>
    public int TakeError()
    {
        int error;
        uint length = sizeof(int);
        return LibC.getsockopt(Descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : LastErrno;
    }

    public IpPort LocalAddress()
    {
        var raw = stackalloc byte[SocketAddress.MaximumLength];
        uint length = SocketAddress.MaximumLength;
        return LibC.getsockname(Descriptor, raw, &length) == 0 ? SocketAddress.Read(raw) : default;
    }

    /// <summary>The destination before a REDIRECT rule rewrote it. False when no rule did, or conntrack does not know the connection.</summary>
    public bool TryGetOriginalDestination(bool isV6, out IpPort destination)
    {
        var raw = stackalloc byte[SocketAddress.MaximumLength];
        uint length = SocketAddress.MaximumLength;
        var (level, name) = isV6 ? (IPPROTO_IPV6, IP6T_SO_ORIGINAL_DST) : (IPPROTO_IP, SO_ORIGINAL_DST);
        var found = LibC.getsockopt(Descriptor, level, name, raw, &length) == 0;
        destination = found ? SocketAddress.Read(raw) : default;
        return found;
    }

    public void Close() => LibC.close(Descriptor);
}
