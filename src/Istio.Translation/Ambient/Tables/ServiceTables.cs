using Istio.Collections;
using Istio.Model.Kinds;
using Istio.Model.Services;
using Istio.Model.Tables;
using Istio.Model.Waypoints;

namespace Istio.Translation.Ambient.Tables;

/// <summary>
/// The services of the mesh. Where several objects describe a name, Kubernetes wins over ServiceEntries, and the older entry over the younger.
/// </summary>
internal sealed class ServiceTables
{
    public ServiceTables(ObjectTables objects, Table<Only, MeshScope> scope, Table<string, MeshNamespace> namespaces, GatewayTables gateways)
    {
        Sources sources = new(scope, namespaces, gateways);
        Table<ServiceName, ResolvedService> kubernetes = objects.Services
            .MapMany<Sources, ServiceName, ResolvedService>("services of kubernetes", sources, ResolveService);
        Table<ServiceName, ResolvedService> entries = objects.ServiceEntries
            .MapMany<Sources, EntryHost, ResolvedService>("hosts of service entries", sources, ResolveEntry)
            .IndexBy("hosts of service entries by name", static service => service.Name)
            .Map("services of service entries", static (_, candidates, _) => Oldest(candidates));
        All = objects.Graph.Join("services", kubernetes, entries);
        Backends = All.Map("service backends", static (service, _) => service.Backend);
    }

    public Table<ServiceName, ResolvedService> All { get; }

    /// <summary>Apart from <see cref="All"/>, so that a change of how a service is called leaves its workloads alone.</summary>
    public Table<ServiceName, ServiceBackend> Backends { get; }

    private static void ResolveService(Service service, Sources sources, Read read, Output<ServiceName, ResolvedService> output)
    {
        MeshScope scope = read.Get(sources.Scope)!;
        if (MeshNamespace.Find(read, sources.Namespaces, scope, service.Metadata.Namespace) is not { } space)
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
        if (MeshNamespace.Find(read, sources.Namespaces, scope, entry.Metadata.Namespace) is not { } space)
        {
            return;
        }

        WaypointAddress? waypoint = sources.Gateways.ForService(read, entry.Metadata, space);
        foreach (string host in entry.Hosts)
        {
            ResolvedService service = ServiceEntryServices.Resolve(entry, host, scope.Network, waypoint, scope.Settings.UsesAllocatedAddresses);
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

    private sealed record Sources(Table<Only, MeshScope> Scope, Table<string, MeshNamespace> Namespaces, GatewayTables Gateways);
}
