using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Core.Values;

namespace Ztunnel.State;

/// <summary>One running instance that traffic comes from or goes to, as xDS or the local file describes it.</summary>
internal sealed record Workload
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public ValueList<IpAddress> Addresses { get; init; } = [];

    public string Network { get; init; } = string.Empty;

    public NetworkMode NetworkMode { get; init; }

    public TunnelProtocol Protocol { get; init; }

    /// <summary>Empty when a local configuration sets none.</summary>
    public string TrustDomain { get; init; } = string.Empty;

    public string ServiceAccount { get; init; } = "default";

    /// <summary>A name to resolve on demand when there are no addresses; empty for none.</summary>
    public string Hostname { get; init; } = string.Empty;

    public GatewayAddress? Waypoint { get; init; }

    public GatewayAddress? NetworkGateway { get; init; }

    public ApplicationTunnel? ApplicationTunnel { get; init; }

    /// <summary>The workload terminates HBONE itself (a waypoint); clients make no difference.</summary>
    public bool NativeTunnel { get; init; }

    public string CanonicalName { get; init; } = string.Empty;

    public string CanonicalRevision { get; init; } = string.Empty;

    public string WorkloadName { get; init; } = string.Empty;

    /// <summary>Null when a local configuration sets none.</summary>
    public WorkloadType? WorkloadType { get; init; }

    public string Node { get; init; } = string.Empty;

    public string ClusterId { get; init; } = string.Empty;

    /// <summary>Selector policies in force for this workload, as <c>namespace/name</c>.</summary>
    public ValueList<string> AuthorizationPolicies { get; init; } = [];

    public HealthStatus Status { get; init; }

    public Locality Locality { get; init; } = Locality.Unknown;

    /// <summary>Relative weight among endpoints; 0 is never picked.</summary>
    public uint Capacity { get; init; } = 1;

    /// <summary>The services this workload is an endpoint of, with its own port for each service port.</summary>
    public ValueMap<NamespacedHostname, ServicePorts> Services { get; init; } = ValueMap<NamespacedHostname, ServicePorts>.Empty;

    /// <summary>The workload's SPIFFE identity.</summary>
    public SpiffeId Identity => new(TrustDomain, Namespace, ServiceAccount);
}
