using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Model.Waypoints;

namespace Istio.Translation.Ambient.Tables;

/// <summary>
/// Findings about labels that name a waypoint which cannot be used, at the object that has the label: a namespace's own is not told again at each of its services.
/// </summary>
internal static class WaypointFindingTable
{
    public static Table<FindingKey, Finding> Of(
        ObjectTables objects, Table<Only, MeshScope> scope, Table<ObjectName, MeshNamespace> namespaces, GatewayTables gateways)
    {
        Sources sources = new(objects.Of(Gateway.Kind), gateways.Waypoints, scope, namespaces);
        return objects.Graph.Join(
            "waypoint findings",
            objects.Of(Namespace.Kind).MapMany<Sources, FindingKey, Finding>("waypoint findings of namespaces", sources, static (space, sources, read, output) =>
                Check(space.Key, WaypointReference.NamedBy(space.Metadata.Labels, space.ObjectName.InCluster(space.Metadata.Name, "")), space.ObjectName, isService: false, sources, read, output)),
            objects.Of(Service.Kind).MapMany<Sources, FindingKey, Finding>("waypoint findings of services", sources, static (service, sources, read, output) =>
                Check(service, sources, read, output)),
            objects.Of(ServiceEntry.Kind).MapMany<Sources, FindingKey, Finding>("waypoint findings of service entries", sources, static (entry, sources, read, output) =>
                Check(entry, sources, read, output)));
    }

    private static void Check(ConfigObject service, Sources sources, Read read, Output<FindingKey, Finding> output) => Check(
        service.Key,
        WaypointReference.WantedBy(service.Metadata, ValueMap<string, string>.Empty),
        service.Metadata.NamespaceName,
        isService: true,
        sources,
        read,
        output);

    private static void Check(
        ObjectKey subject, ObjectName? wanted, ObjectName space, bool isService, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (wanted is not { } name || MeshNamespace.Find(read, sources.Namespaces, read.Get(sources.Scope)!, space) is not { } meshNamespace)
        {
            return;
        }

        Gateway? gateway = read.Get(sources.Gateways, name);
        Waypoint? waypoint = read.Get(sources.Waypoints, name);
        if (WaypointFindings.Of(subject, name, gateway, waypoint, space.Name, meshNamespace.Labels, isService) is { } finding)
        {
            output.Add(FindingKey.Of(finding), finding);
        }
    }

    private sealed record Sources(
        Table<ObjectName, Gateway> Gateways, Table<ObjectName, Waypoint> Waypoints, Table<Only, MeshScope> Scope, Table<ObjectName, MeshNamespace> Namespaces);
}
