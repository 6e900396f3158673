using Istio.Collections;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Ownership;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>What workloads depend on that users describe by address: beside the surroundings, who holds addresses. Pods always hold theirs.</summary>
internal sealed record EntrySources(WorkloadSurroundings Surroundings, AddressHolders Holders)
{
    /// <summary>An object of another namespace holds the address of the endpoint.</summary>
    /// <param name="source">The object that describes the endpoint.</param>
    public bool SharesAddress(Read read, WorkloadEndpoint endpoint, ObjectMeta source, ClusterScope cluster) =>
        EntryWorkloads.TryGetAddress(endpoint, cluster.Network, out var address) && Holders.OtherThan(read, address, source) is not null;
}
