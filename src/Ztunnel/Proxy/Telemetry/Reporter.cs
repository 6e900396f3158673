namespace Ztunnel.Proxy.Telemetry;

/// <summary>Which end of the connection reports.</summary>
internal enum Reporter
{
    /// <summary>Outbound.</summary>
    Source,

    /// <summary>Inbound.</summary>
    Destination,
}
