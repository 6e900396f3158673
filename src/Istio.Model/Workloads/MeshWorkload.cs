using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Waypoints;

namespace Istio.Model.Workloads;

/// <summary>A workload as the mesh sees it, whatever described it.</summary>
/// <param name="Uid">Unique in the mesh; the name of its resource.</param>
public sealed record MeshWorkload(WorkloadUid Uid, string Namespace, string Name)
{
    public ValueList<IpAddress> Addresses { get; init; } = [];

    /// <summary>A name to look up when there are no addresses.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Network of the addresses.</summary>
    public string Network { get; init; } = "";

    /// <summary>Way to a workload of another network; null when it is reached directly or not at all.</summary>
    public WaypointAddress? NetworkGateway { get; init; }

    public TunnelProtocol Tunnel { get; init; }

    public string TrustDomain { get; init; } = "";

    public string ServiceAccount { get; init; } = "";

    public WaypointAddress? Waypoint { get; init; }

    public ApplicationTunnel? ApplicationTunnel { get; init; }

    public string Node { get; init; } = "";

    /// <summary>
    /// Its addresses are not its alone, and mean nobody: those of its node, of an endpoint of which nothing is known, or of another namespace's workload.
    /// </summary>
    public bool UsesHostNetwork { get; init; }

    public string ClusterId { get; init; } = "";

    public Locality Locality { get; init; } = Locality.Unknown;

    /// <summary>Name and revision in metrics and logs.</summary>
    public CanonicalName Canonical { get; init; } = CanonicalName.None;

    /// <summary>The Deployment or whatever else made it. Empty for an address of which nothing is known.</summary>
    public string WorkloadName { get; init; } = "";

    public bool IsHealthy { get; init; } = true;

    /// <summary>0: not given, counts as 1.</summary>
    public int Capacity { get; init; }

    /// <summary>By name.</summary>
    public ValueList<WorkloadService> Services { get; init; } = [];

    /// <summary>Names of the policies that select it. Those of its namespace and of the mesh apply without being named.</summary>
    public ValueList<string> Policies { get; init; } = [];
}
