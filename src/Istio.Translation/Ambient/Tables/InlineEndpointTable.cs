using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Waypoints;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>The endpoints that ServiceEntries carry with them as workloads.</summary>
internal static class InlineEndpointTable
{
    public static Table<string, MeshWorkload> Of(ObjectTables objects, WorkloadSurroundings surroundings) =>
        objects.Of(ServiceEntry.Kind).MapMany<WorkloadSurroundings, string, MeshWorkload>("workloads of service entries", surroundings, Resolve);

    private static void Resolve(ServiceEntry entry, WorkloadSurroundings surroundings, Read read, Output<string, MeshWorkload> output)
    {
        if (surroundings.Names.OwnAllOf(read, entry)
            || !surroundings.TryRead(read, entry.Metadata, entry.Metadata.Labels, out var scope, out _, out var context))
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
                    NetworkGateway = surroundings.Gateways.Into(read, endpoint.Network, scope),
                    SharesAddress = surroundings.SharesAddress(read, endpoint, entry.Metadata, scope),
                    Waypoint = WaypointOf(entry, endpoint, onlyHost, surroundings, read, scope, out var tunnel),
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
        ServiceEntry entry, WorkloadEndpoint endpoint, string? onlyHost, WorkloadSurroundings surroundings, Read read, MeshScope scope, out ApplicationTunnel? tunnel)
    {
        tunnel = null;
        return onlyHost is null && MeshNamespace.Find(read, surroundings.Namespaces, scope, entry.Metadata.NamespaceName) is { } space
            ? surroundings.Gateways.ForWorkload(read, entry.Metadata with { Labels = endpoint.Labels }, space, out tunnel)
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
