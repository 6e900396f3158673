using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Kinds.GatewayApi.GatewayClasses;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Networks;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Waypoints;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Namespaces;

namespace Istio.Translation.Mesh.Gateways;

/// <summary>Waypoints, and the ways into other networks.</summary>
internal sealed class GatewayTables
{
    private readonly Index<string, NetworkGateway> _byNetwork;

    public GatewayTables(ObjectTables objects, ClusterTables clusters)
    {
        Waypoints = objects.Of(Gateway.Kind).Map("waypoints", new Sources(objects.Of(GatewayClass.Kind), clusters), Resolve);
        Networks = objects.Of(Gateway.Kind).MapMany<WorkloadUid, NetworkGateway>("network gateways", static (gateway, _, output) =>
        {
            foreach (var network in NetworkGateways.Of(gateway))
            {
                output.Add(network.Uid, network);
            }
        });
        _byNetwork = Networks.IndexBy("network gateways by network", static gateway => gateway.Network);
    }

    public Table<ObjectName, Waypoint> Waypoints { get; }

    public Table<WorkloadUid, NetworkGateway> Networks { get; }

    /// <summary>The waypoint in front of a service.</summary>
    public WaypointAddress? ForService(Read read, ObjectMeta service, MeshNamespace ns) =>
        Wanted(read, service, ns) is { ServesServices: true } waypoint ? waypoint.Address : null;

    /// <summary>The waypoint in front of a workload. A workload that is a waypoint itself has none, and takes connections the way its Gateway says.</summary>
    /// <param name="workload">Its labels count.</param>
    public WaypointAddress? ForWorkload(Read read, ObjectMeta workload, MeshNamespace ns, out ApplicationTunnel? tunnel)
    {
        var gateway = workload.Label(Labels.GatewayName);
        var own = gateway.Length == 0 ? null : read.Get(Waypoints, workload.ObjectName.Beside(gateway));
        tunnel = own?.InboundBinding;
        return own is null && Wanted(read, workload, ns) is { ServesWorkloads: true } waypoint ? waypoint.Address : null;
    }

    /// <summary>The way into a network; null for the one of the cluster, and when none is known by address.</summary>
    public WaypointAddress? Into(Read read, string network, ClusterScope cluster)
    {
        if (network.Length == 0 || network == cluster.Network)
        {
            return null;
        }

        foreach (var gateway in read.Where(_byNetwork, network))
        {
            if (!gateway.Address.IsNone)
            {
                return new WaypointAddress(null, new NetworkAddress(network, gateway.Address), gateway.HbonePort);
            }
        }

        return null;
    }

    private static Waypoint? Resolve(Gateway gateway, Sources sources, Read read) => sources.Clusters.Of(read, gateway.Metadata) is { } cluster
        ? WaypointGateways.Resolve(gateway, read.Get(sources.Classes, gateway.ObjectName.OfCluster(gateway.ClassName)), cluster.Network)
        : null;

    private Waypoint? Wanted(Read read, ObjectMeta metadata, MeshNamespace ns) =>
        WaypointReference.WantedBy(metadata, ns.Labels) is { } name
        && read.Get(Waypoints, name) is { } waypoint
        && waypoint.Admits(metadata.Namespace, ns.Labels)
            ? waypoint
            : null;

    private sealed record Sources(Table<ObjectName, GatewayClass> Classes, ClusterTables Clusters);
}
