using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Model.Objects;

namespace Istio.Model.Networks;

/// <summary>A way into another network.</summary>
/// <param name="Source">The Gateway that describes it.</param>
/// <param name="Address">No address when it is known by name only.</param>
/// <param name="Hostname">Empty when there is an address.</param>
/// <param name="ServiceAccount">Whose identity it shows, in the namespace of the Gateway; may be empty.</param>
public sealed record NetworkGateway(ObjectName Source, string Network, IpAddress Address, string Hostname, int HbonePort, string ServiceAccount)
{
    /// <summary>The name by which the mesh knows the gateway as a workload.</summary>
    public WorkloadUid Uid { get; } = WorkloadUid.NetworkGateway(Network, Hostname.Length > 0 ? Hostname : Address.ToString(), HbonePort);
}
