using Istio.Core.Net;

namespace Istio.Reactor;

/// <summary>How to open a TCP connection.</summary>
public sealed record TcpConnectOptions
{
    public static TcpConnectOptions Default { get; } = new();

    /// <summary>The longest wait for the peer's answer (Istio: 10 s).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The source address; port 0 lets the kernel choose one. Null: the kernel chooses both.</summary>
    public IpPort? LocalAddress { get; init; }

    /// <summary>
    /// Bind to an address that is not this machine's (IP_TRANSPARENT and IP_FREEBIND), as ztunnel does to keep the caller's address towards the
    /// application. Without the privilege the connection goes on with the machine's own address and <see cref="TcpStream.Warning"/> says so.
    /// </summary>
    public bool Transparent { get; init; }

    /// <summary>SO_MARK, or 0 for none. Without the privilege the connection goes on and <see cref="TcpStream.Warning"/> says so.</summary>
    public uint Mark { get; init; }

    /// <summary>
    /// The destination is on this machine (an application in the pod): no network can be congested, see decision 0003.
    /// Null: true for loopback and for a destination equal to the source address.
    /// </summary>
    public bool? WithinHost { get; init; }

    /// <summary>Probes of idle connections; null switches them off.</summary>
    public TcpKeepAlive? KeepAlive { get; init; }
}
