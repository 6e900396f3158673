using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.State;

namespace Ztunnel.Proxy.Routing;

/// <summary>Where one outbound connection goes.</summary>
internal sealed record OutboundRoute
{
    public required RouteProtocol Protocol { get; init; }

    /// <summary>The socket address to dial. No address when <see cref="Upstream"/> has only a host name, which is resolved first.</summary>
    public required IpPort NextHop { get; init; }

    /// <summary>The CONNECT authority; HBONE only.</summary>
    public IpPort Authority { get; init; }

    /// <summary>The chosen endpoint or waypoint; null for an unknown destination.</summary>
    public Workload? Upstream { get; init; }

    /// <summary>The service that was addressed.</summary>
    public Service? Service { get; init; }

    /// <summary>The identities of which the next hop must prove one; HBONE only.</summary>
    public ValueList<SpiffeId> ExpectedIdentities { get; init; } = [];
}
