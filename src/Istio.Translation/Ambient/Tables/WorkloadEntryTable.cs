using Istio.Collections;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>WorkloadEntries as workloads.</summary>
internal static class WorkloadEntryTable
{
    public static Table<string, MeshWorkload> Of(ObjectTables objects, WorkloadSurroundings surroundings) =>
        objects.Of(WorkloadEntry.Kind).MapMany<WorkloadSurroundings, string, MeshWorkload>("workloads of workload entries", surroundings, Resolve);

    private static void Resolve(WorkloadEntry entry, WorkloadSurroundings surroundings, Read read, Output<string, MeshWorkload> output)
    {
        var metadata = EntryWorkloads.MetadataOf(entry);
        if (!EntryWorkloads.IsCallable(entry.Endpoint)
            || !surroundings.TryRead(read, metadata, metadata.Labels, out var scope, out var selected, out var context))
        {
            return;
        }

        var services = new List<WorkloadService>(selected.Services.Count);
        foreach (var service in selected.Services)
        {
            services.Add(EntryWorkloads.PortsAt(entry.Endpoint, service));
        }

        var workload = EntryWorkloads.Resolve(entry, metadata, context with
        {
            Services = WorkloadSurroundings.InOrder(services),
            NetworkGateway = surroundings.Gateways.Into(read, entry.Endpoint.Network, scope),
            SharesAddress = surroundings.SharesAddress(read, entry.Endpoint, metadata, scope),
        });
        output.Add(workload.Uid, workload);
    }
}
