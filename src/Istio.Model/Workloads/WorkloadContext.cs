using Istio.Core.Values;
using Istio.Model.Waypoints;

namespace Istio.Model.Workloads;

/// <summary>All that decides about a workload beside the object that describes it.</summary>
/// <param name="Services">The services it stands behind, in the order of their names.</param>
/// <param name="Policies">Names of the policies that select it.</param>
/// <param name="TrustDomain">As the mesh has it.</param>
/// <param name="Network">The network of the cluster.</param>
public readonly record struct WorkloadContext(
    string ClusterId,
    string Network,
    string TrustDomain,
    Locality Locality,
    ValueList<WorkloadService> Services,
    ValueList<string> Policies,
    WaypointAddress? Waypoint,
    ApplicationTunnel? ApplicationTunnel,
    WaypointAddress? NetworkGateway)
{
    /// <summary>Another namespace's object holds the address: the workload is reached through its services, and the address alone does not mean it.</summary>
    public bool SharesAddress { get; init; }


    /// <summary>The workload API leaves the usual trust domain out.</summary>
    private const string UsualTrustDomain = "cluster.local";

    internal string NamedTrustDomain => TrustDomain == UsualTrustDomain ? "" : TrustDomain;
}
