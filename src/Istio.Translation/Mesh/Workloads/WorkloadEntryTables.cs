using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Workloads;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>WorkloadEntries as workloads.</summary>
internal sealed class WorkloadEntryTables(ObjectTables objects, EntrySources sources)
{
    public Table<WorkloadUid, MeshWorkload> All { get; } =
        objects.Of(WorkloadEntry.Kind).MapMany<EntrySources, WorkloadUid, MeshWorkload>("workloads of workload entries", sources, Resolve);

    private static void Resolve(WorkloadEntry entry, EntrySources sources, Read read, Output<WorkloadUid, MeshWorkload> output)
    {
        var metadata = EntryWorkloads.MetadataOf(entry);
        var surroundings = sources.Surroundings;
        if (!EntryWorkloads.IsCallable(entry.Endpoint)
            || !surroundings.TryRead(read, metadata, metadata.Labels, out var cluster, out var selected, out var context))
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
            NetworkGateway = surroundings.Gateways.Into(read, entry.Endpoint.Network, cluster),
            SharesAddress = sources.SharesAddress(read, entry.Endpoint, metadata, cluster),
        });
        output.Add(workload.Uid, workload);
    }
}
