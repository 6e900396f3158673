using Istio.Core.Metrics;

namespace Istio.Reactor;

/// <summary>How to listen.</summary>
public sealed record TcpListenOptions
{
    public static TcpListenOptions Default { get; } = new();

    /// <summary>Connections the kernel completes ahead of accept; the kernel cuts it at net.core.somaxconn.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Several loops listen on one address and the kernel spreads the connections (SO_REUSEPORT).</summary>
    public bool ReusePort { get; init; }

    /// <summary>Accept connections to addresses that are not this machine's (IP_TRANSPARENT). Without the privilege: a warning value.</summary>
    public bool Transparent { get; init; }

    /// <summary>An IPv6 listener serves IPv4 as well, seen as plain IPv4 addresses.</summary>
    public bool DualStack { get; init; } = true;

    /// <summary>The callers are on this machine (applications whose traffic is captured). Null: true when the address is a loopback address.</summary>
    public bool? WithinHost { get; init; }

    /// <summary>Counts the pauses of accepting for want of descriptors or memory; each is a tenth of a second.</summary>
    public Counter? Pauses { get; init; }

    /// <summary>Probes of accepted connections; null switches them off.</summary>
    public TcpKeepAlive? KeepAlive { get; init; }
}
