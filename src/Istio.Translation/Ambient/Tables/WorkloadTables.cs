using Istio.Collections;
using Istio.Model.Networks;
using Istio.Model.Objects;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>The workloads of the mesh, from all that can describe one, by uid.</summary>
internal static class WorkloadTables
{
    public static Table<string, MeshWorkload> Of(ObjectTables objects, Table<string, MeshWorkload> pods, WorkloadSurroundings surroundings) => objects.Graph.Join(
        "workloads",
        pods,
        WorkloadEntryTable.Of(objects, surroundings),
        InlineEndpointTable.Of(objects, surroundings),
        surroundings.Slices.Unselected.MapMany<Table<Only, MeshScope>, string, MeshWorkload>("workloads of slices", surroundings.Scope, ResolveSlice),
        surroundings.Gateways.Networks.Map("workloads of network gateways", static (gateway, _) => ResolveGateway(gateway)));

    private static void ResolveSlice(UnselectedSlice slice, Table<Only, MeshScope> scopes, Read read, Output<string, MeshWorkload> output)
    {
        MeshScope scope = read.Get(scopes)!;
        foreach (MeshWorkload workload in SliceWorkloads.Resolve(slice.Slice, slice.Service, scope.Settings.ClusterId, scope.Network))
        {
            output.Add(workload.Uid, workload);
        }
    }

    private static MeshWorkload ResolveGateway(NetworkGateway gateway) => new(gateway.Uid, gateway.Source.Namespace, gateway.Uid)
    {
        Addresses = gateway.Address.IsNone ? [] : [gateway.Address],
        Hostname = gateway.Hostname,
        Network = gateway.Network,
        ServiceAccount = gateway.ServiceAccount,
    };
}
