using Istio.Collections;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Gateways;
using Istio.Translation.Mesh.Namespaces;

namespace Istio.Translation.Mesh.Services;

/// <summary>
/// The services of the mesh. The name of a Kubernetes Service is no name for ServiceEntries; of several entries of a namespace the oldest describes a name.
/// </summary>
internal sealed class ServiceTables
{
    /// <param name="usesAllocated">Addresses that the status of an entry gives to its hosts count.</param>
    public ServiceTables(
        ObjectTables objects, ClusterTables clusters, NamespaceTables namespaces, GatewayTables gateways, KubernetesNames names, bool usesAllocated)
    {
        var sources = new Sources(clusters, namespaces, gateways, names, usesAllocated);
        OfKubernetes = objects.Of(Service.Kind).MapMany<Sources, ServiceName, ResolvedService>("services of kubernetes", sources, ResolveService);
        EntryHosts = objects.Of(ServiceEntry.Kind).MapMany<Sources, EntryHost, ResolvedService>("hosts of service entries", sources, ResolveEntry);
        OfEntries = EntryHosts
            .IndexBy("hosts of service entries by name", static service => service.Name)
            .Map("services of service entries", static (_, candidates, _) => Oldest(candidates));
        All = objects.Graph.Join("services", OfKubernetes, OfEntries);
        Backends = All.Map("service backends", static (service, _) => service.Backend);
    }

    public Table<ServiceName, ResolvedService> OfKubernetes { get; }

    /// <summary>The hosts of all entries, also of those that an older entry of the same namespace describes.</summary>
    public Table<EntryHost, ResolvedService> EntryHosts { get; }

    public Table<ServiceName, ResolvedService> OfEntries { get; }

    public Table<ServiceName, ResolvedService> All { get; }

    /// <summary>Apart from <see cref="All"/>, so that a change of how a service is called leaves its workloads alone.</summary>
    public Table<ServiceName, ServiceBackend> Backends { get; }

    private static void ResolveService(Service service, Sources sources, Read read, Output<ServiceName, ResolvedService> output)
    {
        if (sources.Clusters.Of(read, service.Metadata) is not { } cluster || sources.Namespaces.Find(read, service.Metadata.NamespaceName) is not { } ns)
        {
            return;
        }

        var waypoint = sources.Gateways.ForService(read, service.Metadata, ns);
        if (KubernetesServices.Resolve(service, cluster.DnsDomain, cluster.Network, waypoint) is { } resolved)
        {
            output.Add(resolved.Name, resolved);
        }
    }

    private static void ResolveEntry(ServiceEntry entry, Sources sources, Read read, Output<EntryHost, ResolvedService> output)
    {
        if (sources.Clusters.Of(read, entry.Metadata) is not { } cluster || sources.Namespaces.Find(read, entry.Metadata.NamespaceName) is not { } ns)
        {
            return;
        }

        var waypoint = sources.Gateways.ForService(read, entry.Metadata, ns);
        foreach (var host in entry.Hosts)
        {
            if (sources.Names.OwnerOf(read, entry.Metadata, host) is null)
            {
                output.Add(new EntryHost(entry.ObjectName, host), ServiceEntryServices.Resolve(entry, host, cluster.Network, waypoint, sources.UsesAllocated));
            }
        }
    }

    private static ResolvedService? Oldest(ReadOnlySpan<ResolvedService> candidates)
    {
        var oldest = candidates[0];
        foreach (var candidate in candidates[1..])
        {
            oldest = ObjectMeta.CompareByAge(candidate.Source, oldest.Source) < 0 ? candidate : oldest;
        }

        return oldest;
    }

    private sealed record Sources(ClusterTables Clusters, NamespaceTables Namespaces, GatewayTables Gateways, KubernetesNames Names, bool UsesAllocated);
}
