using Istio.Collections;
using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Waypoints;
using Istio.Model.Workloads;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>The endpoints that ServiceEntries carry with them as workloads.</summary>
internal sealed class InlineEndpointTables(ObjectTables objects, EntrySources sources)
{
    public Table<WorkloadUid, MeshWorkload> All { get; } =
        objects.Of(ServiceEntry.Kind).MapMany<EntrySources, WorkloadUid, MeshWorkload>("workloads of service entries", sources, Resolve);

    private static void Resolve(ServiceEntry entry, EntrySources sources, Read read, Output<WorkloadUid, MeshWorkload> output)
    {
        var surroundings = sources.Surroundings;
        if (surroundings.Names.OwnAllOf(read, entry)
            || !surroundings.TryRead(read, entry.Metadata, entry.Metadata.Labels, out var cluster, out _, out var context))
        {
            return;
        }

        var seen = new HashSet<string>();
        foreach (var (endpoint, onlyHost) in EntryWorkloads.EndpointsOf(entry))
        {
            if (EntryWorkloads.IsCallable(endpoint) && !IsOfOtherService(entry, onlyHost, surroundings, read) && seen.Add(endpoint.Address))
            {
                var workload = EntryWorkloads.Resolve(entry, endpoint, context with
                {
                    Services = ServicesOf(entry, endpoint, onlyHost, surroundings, read),
                    NetworkGateway = surroundings.Gateways.Into(read, endpoint.Network, cluster),
                    SharesAddress = sources.SharesAddress(read, endpoint, entry.Metadata, cluster),
                    Waypoint = WaypointOf(entry, endpoint, onlyHost, surroundings, read, out var tunnel),
                    ApplicationTunnel = tunnel,
                });
                output.Add(workload.Uid, workload);
            }
        }
    }

    /// <summary>The endpoint is a host of the entry, and the name of a Kubernetes Service.</summary>
    private static bool IsOfOtherService(ServiceEntry entry, string? onlyHost, WorkloadSurroundings surroundings, Read read) =>
        onlyHost is not null && surroundings.Names.OwnerOf(read, entry.Metadata, onlyHost) is not null;

    /// <summary>By the labels of the endpoint itself, then of its namespace. Hosts that callers look up have none: nobody wrote an endpoint.</summary>
    private static WaypointAddress? WaypointOf(
        ServiceEntry entry, WorkloadEndpoint endpoint, string? onlyHost, WorkloadSurroundings surroundings, Read read, out ApplicationTunnel? tunnel)
    {
        tunnel = null;
        return onlyHost is null && surroundings.Namespaces.Find(read, entry.Metadata.NamespaceName) is { } ns
            ? surroundings.Gateways.ForWorkload(read, entry.Metadata with { Labels = endpoint.Labels }, ns, out tunnel)
            : null;
    }

    /// <summary>The services of the entry itself, as far as no other object describes them first.</summary>
    private static ValueList<WorkloadService> ServicesOf(
        ServiceEntry entry, WorkloadEndpoint endpoint, string? onlyHost, WorkloadSurroundings surroundings, Read read)
    {
        var services = new List<WorkloadService>();
        foreach (var host in entry.Hosts)
        {
            if (onlyHost is not null && host != onlyHost)
            {
                continue;
            }

            var service = read.Get(surroundings.Services.All, new ServiceName(entry.Metadata.Namespace, host));
            if (service is { Backend.IsKubernetes: false } && service.Source.Name == entry.Metadata.Name)
            {
                services.Add(EntryWorkloads.PortsAt(endpoint, service.Backend));
            }
        }

        return WorkloadSurroundings.InOrder(services);
    }
}
