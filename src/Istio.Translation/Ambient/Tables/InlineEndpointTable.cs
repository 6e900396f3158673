using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Services;
using Istio.Model.Tables;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>The endpoints that ServiceEntries carry with them as workloads.</summary>
internal static class InlineEndpointTable
{
    public static Table<string, MeshWorkload> Of(ObjectTables objects, WorkloadSurroundings surroundings) =>
        objects.ServiceEntries.MapMany<WorkloadSurroundings, string, MeshWorkload>("workloads of service entries", surroundings, Resolve);

    private static void Resolve(ServiceEntry entry, WorkloadSurroundings surroundings, Read read, Output<string, MeshWorkload> output)
    {
        if (!surroundings.TryRead(read, entry.Metadata, entry.Metadata.Labels, out MeshScope scope, out _, out WorkloadContext context))
        {
            return;
        }

        HashSet<string> seen = [];
        foreach ((WorkloadEndpoint endpoint, string? onlyHost) in EntryWorkloads.EndpointsOf(entry))
        {
            if (EntryWorkloads.IsCallable(endpoint) && seen.Add(endpoint.Address))
            {
                MeshWorkload workload = EntryWorkloads.Resolve(entry, endpoint, context with
                {
                    Services = ServicesOf(entry, endpoint, onlyHost, surroundings, read),
                    NetworkGateway = surroundings.Gateways.Into(read, endpoint.Network, scope),
                });
                output.Add(workload.Uid, workload);
            }
        }
    }

    /// <summary>The services of the entry itself, as far as no other object describes them first.</summary>
    private static ValueList<WorkloadService> ServicesOf(
        ServiceEntry entry, WorkloadEndpoint endpoint, string? onlyHost, WorkloadSurroundings surroundings, Read read)
    {
        List<WorkloadService> services = [];
        foreach (string host in entry.Hosts)
        {
            if (onlyHost is not null && host != onlyHost)
            {
                continue;
            }

            ResolvedService? service = read.Get(surroundings.Services.All, new ServiceName(entry.Metadata.Namespace, host));
            if (service is { Backend.IsKubernetes: false } && service.Source.Name == entry.Metadata.Name)
            {
                services.Add(EntryWorkloads.PortsAt(endpoint, service.Backend));
            }
        }

        return WorkloadSurroundings.InOrder(services);
    }
}
