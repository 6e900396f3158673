using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Services;
using Istio.Model.Tables;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>WorkloadEntries as workloads.</summary>
internal static class WorkloadEntryTable
{
    public static Table<string, MeshWorkload> Of(ObjectTables objects, WorkloadSurroundings surroundings) =>
        objects.WorkloadEntries.MapMany<WorkloadSurroundings, string, MeshWorkload>("workloads of workload entries", surroundings, Resolve);

    private static void Resolve(WorkloadEntry entry, WorkloadSurroundings surroundings, Read read, Output<string, MeshWorkload> output)
    {
        ValueMap<string, string> labels = EntryWorkloads.LabelsOf(entry);
        if (!EntryWorkloads.IsCallable(entry.Endpoint)
            || !surroundings.TryRead(read, entry.Metadata, labels, out MeshScope scope, out Selected selected, out WorkloadContext context))
        {
            return;
        }

        List<WorkloadService> services = new(selected.Services.Count);
        foreach (ServiceBackend service in selected.Services)
        {
            services.Add(EntryWorkloads.PortsAt(entry.Endpoint, service));
        }

        MeshWorkload workload = EntryWorkloads.Resolve(entry, context with
        {
            Services = WorkloadSurroundings.InOrder(services),
            NetworkGateway = surroundings.Gateways.Into(read, entry.Endpoint.Network, scope),
        });
        output.Add(workload.Uid, workload);
    }
}
