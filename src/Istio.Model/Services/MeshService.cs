using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Waypoints;

namespace Istio.Model.Services;

/// <summary>A service as its callers see it, whether Kubernetes or a ServiceEntry described it.</summary>
/// <param name="ObjectName">Name of the object that describes it.</param>
public sealed record MeshService(ServiceName Name, string ObjectName)
{
    /// <summary>Virtual addresses; empty for a service that is reached through its workloads' own.</summary>
    public ValueList<NetworkAddress> Addresses { get; init; } = [];

    public ValueList<PortMapping> Ports { get; init; } = [];

    /// <summary>Several namespaces describe the host name, and this is the service that it means in all others.</summary>
    public bool IsCanonical { get; init; }

    /// <summary>Identities that its workloads may have beside those of their service accounts.</summary>
    public ValueList<string> SubjectAltNames { get; init; } = [];

    /// <summary>Null when calls go straight to the workloads.</summary>
    public WaypointAddress? Waypoint { get; init; }

    public LoadBalancing LoadBalancing { get; init; } = LoadBalancing.Default;

    /// <summary>Empty: as the addresses are.</summary>
    public ValueList<IpFamily> IPFamilies { get; init; } = [];
}
