using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>The limit for data that the peer does not acknowledge.</summary>
public static class TcpUserTimeout
{
    /// <summary>
    /// Sets TCP_USER_TIMEOUT (tcp(7)): a connection whose data stays unacknowledged for this long fails with <see cref="FailureReason.TimedOut"/>. It also
    /// takes the
    /// place of the number of keepalive probes. Only on the stream's loop, while it is open.
    /// </summary>
    /// <param name="stream">An open connection.</param>
    /// <param name="limit">Whole milliseconds from 1 ms to about 24 days; what is outside is brought inside.</param>
    /// <returns>False when the kernel refuses; the connection then goes on with the kernel's own limit.</returns>
    public static bool TrySetUserTimeout(this TcpStream stream, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var milliseconds = (int)Math.Clamp(limit.TotalMilliseconds, 1, int.MaxValue);
        return stream.Socket.TrySet(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_USER_TIMEOUT, milliseconds);
    }
}
