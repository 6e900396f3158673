namespace Ztunnel.Proxy;

/// <summary>The directions of a workload's traffic that a loop accepts.</summary>
[Flags]
internal enum TrafficSides
{
    None = 0,

    /// <summary>What the workload sends: captured connections and SOCKS5.</summary>
    Outbound = 1,

    /// <summary>What the workload is sent: HBONE and plain text.</summary>
    Inbound = 2,
}
