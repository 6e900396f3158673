namespace Ztunnel.Proxy.Routing;

/// <summary>What an endpoint must know about the asked port.</summary>
internal enum PortRule
{
    /// <summary>The service defines the port and the endpoint has a target for it.</summary>
    MustBeDefined,

    /// <summary>As a waypoint's own port: also good when the workload takes connections through an application tunnel.</summary>
    TunnelMayTakeIt,
}
