using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Model.Waypoints;
using Istio.Translation.Mesh.Namespaces;

namespace Istio.Translation.Mesh.Gateways;

/// <summary>
/// Findings about labels that name a waypoint which cannot be used, at the object that has the label: a namespace's own is not told again at each of its
/// services.
/// </summary>
internal sealed class WaypointFindingTables
{
    public WaypointFindingTables(ObjectTables objects, NamespaceTables namespaces, GatewayTables gateways)
    {
        var sources = new Sources(objects.Of(Gateway.Kind), gateways.Waypoints, namespaces);
        All = objects.Graph.Join(
            "waypoint findings",
            objects.Of(Namespace.Kind).MapMany<Sources, FindingKey, Finding>("waypoint findings of namespaces", sources, CheckNamespace),
            objects.Of(Service.Kind).MapMany<Sources, FindingKey, Finding>("waypoint findings of services", sources, CheckService),
            objects.Of(ServiceEntry.Kind).MapMany<Sources, FindingKey, Finding>("waypoint findings of service entries", sources, CheckService));
    }

    public Table<FindingKey, Finding> All { get; }

    private static void CheckNamespace(Namespace ns, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        var wanted = WaypointReference.NamedBy(ns.Metadata.Labels, ns.ObjectName.InCluster(ns.Metadata.Name, ""));
        Check(new Subject(ns.Key, ns.ObjectName, IsService: false), wanted, sources, read, output);
    }

    private static void CheckService(ConfigObject service, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        var wanted = WaypointReference.WantedBy(service.Metadata, ValueMap<string, string>.Empty);
        Check(new Subject(service.Key, service.Metadata.NamespaceName, IsService: true), wanted, sources, read, output);
    }

    private static void Check(in Subject subject, ObjectName? wanted, Sources sources, Read read, Output<FindingKey, Finding> output)
    {
        if (wanted is not { } name || sources.Namespaces.Find(read, subject.Namespace) is not { } ns)
        {
            return;
        }

        var gateway = read.Get(sources.Gateways, name);
        var waypoint = read.Get(sources.Waypoints, name);
        if (WaypointFindings.Of(subject.Key, name, gateway, waypoint, subject.Namespace.Name, ns.Labels, subject.IsService) is { } finding)
        {
            output.Add(FindingKey.Of(finding), finding);
        }
    }

    /// <param name="Namespace">The namespace of the object, or the object itself.</param>
    private readonly record struct Subject(ObjectKey Key, ObjectName Namespace, bool IsService);

    private sealed record Sources(Table<ObjectName, Gateway> Gateways, Table<ObjectName, Waypoint> Waypoints, NamespaceTables Namespaces);
}
