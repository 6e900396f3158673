using Istio.Collections;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Waypoints;

namespace Istio.Translation.Ambient.Tables;

/// <summary>
/// The services of the mesh. The name of a Kubernetes Service is no name for ServiceEntries; of several entries of a namespace the oldest describes a name.
/// </summary>
internal sealed class ServiceTables
{
    public ServiceTables(
        ObjectTables objects, Table<Only, MeshScope> scope, Table<ObjectName, MeshNamespace> namespaces, GatewayTables gateways, KubernetesNames names)
    {
        var sources = new Sources(scope, namespaces, gateways, names);
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
        MeshScope scope = read.Get(sources.Scope)!;
        if (MeshNamespace.Find(read, sources.Namespaces, scope, service.Metadata.NamespaceName) is not { } space)
        {
            return;
        }

        WaypointAddress? waypoint = sources.Gateways.ForService(read, service.Metadata, space);
        if (KubernetesServices.Resolve(service, scope.Settings.DnsDomain, scope.Network, waypoint) is { } resolved)
        {
            output.Add(resolved.Name, resolved);
        }
    }

    private static void ResolveEntry(ServiceEntry entry, Sources sources, Read read, Output<EntryHost, ResolvedService> output)
    {
        MeshScope scope = read.Get(sources.Scope)!;
        if (MeshNamespace.Find(read, sources.Namespaces, scope, entry.Metadata.NamespaceName) is not { } space)
        {
            return;
        }

        WaypointAddress? waypoint = sources.Gateways.ForService(read, entry.Metadata, space);
        foreach (var host in entry.Hosts)
        {
            if (sources.Names.OwnerOf(read, entry.Metadata, host) is not null)
            {
                continue;
            }

            var service = ServiceEntryServices.Resolve(entry, host, scope.Network, waypoint, scope.Settings.UsesAllocatedAddresses);
            output.Add(new EntryHost(entry.ObjectName, host), service);
        }
    }

    private static ResolvedService? Oldest(ReadOnlySpan<ResolvedService> candidates)
    {
        ResolvedService oldest = candidates[0];
        foreach (ResolvedService candidate in candidates[1..])
        {
            oldest = ObjectMeta.CompareByAge(candidate.Source, oldest.Source) < 0 ? candidate : oldest;
        }

        return oldest;
    }

    private sealed record Sources(Table<Only, MeshScope> Scope, Table<ObjectName, MeshNamespace> Namespaces, GatewayTables Gateways, KubernetesNames Names);
}
