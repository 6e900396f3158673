using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Networks;
using Istio.Model.Objects;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Endpoints;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>The workloads of the mesh, from all that can describe one.</summary>
internal sealed class WorkloadTables(ObjectTables objects, PodWorkloadTables pods, EntrySources sources)
{
    public Table<WorkloadUid, MeshWorkload> All { get; } = objects.Graph.Join(
        "workloads",
        pods.All,
        new WorkloadEntryTables(objects, sources).All,
        new InlineEndpointTables(objects, sources).All,
        sources.Surroundings.Slices.Unselected.MapMany<ClusterTables, WorkloadUid, MeshWorkload>(
            "workloads of slices", sources.Surroundings.Clusters, ResolveSlice),
        sources.Surroundings.Gateways.Networks.Map("workloads of network gateways", static (gateway, _) => ResolveGateway(gateway)));

    private static void ResolveSlice(UnselectedSlice slice, ClusterTables clusters, Read read, Output<WorkloadUid, MeshWorkload> output)
    {
        if (clusters.Of(read, slice.Slice.Metadata) is not { } cluster)
        {
            return;
        }

        foreach (var workload in SliceWorkloads.Resolve(slice.Slice, slice.Service, cluster.ClusterId, cluster.Network))
        {
            output.Add(workload.Uid, workload);
        }
    }

    private static MeshWorkload ResolveGateway(NetworkGateway gateway) => new(gateway.Uid, gateway.Source.Namespace, gateway.Uid.Text)
    {
        Addresses = gateway.Address.IsNone ? [] : [gateway.Address],
        Hostname = gateway.Hostname,
        Network = gateway.Network,
        ServiceAccount = gateway.ServiceAccount,
    };
}
