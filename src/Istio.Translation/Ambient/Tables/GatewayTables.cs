using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Kinds.GatewayApi.GatewayClasses;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Networks;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Waypoints;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Waypoints, and the ways into other networks.</summary>
internal sealed class GatewayTables
{
    private readonly Index<string, NetworkGateway> _byNetwork;

    public GatewayTables(ObjectTables objects, Table<Only, MeshScope> scope)
    {
        Waypoints = objects.Of(Gateway.Kind).Map("waypoints", (objects, scope), static (gateway, tables, read) =>
            WaypointGateways.Resolve(gateway, read.Get(tables.objects.Of(GatewayClass.Kind), gateway.ObjectName.OfCluster(gateway.ClassName)), read.Get(tables.scope)!.Network));
        Networks = objects.Of(Gateway.Kind).MapMany<string, NetworkGateway>("network gateways", static (gateway, _, output) =>
        {
            foreach (NetworkGateway network in NetworkGateways.Of(gateway))
            {
                output.Add(network.Uid, network);
            }
        });
        _byNetwork = Networks.IndexBy("network gateways by network", static gateway => gateway.Network);
    }

    public Table<ObjectName, Waypoint> Waypoints { get; }

    /// <summary>By uid.</summary>
    public Table<string, NetworkGateway> Networks { get; }

    /// <summary>The waypoint in front of a service.</summary>
    public WaypointAddress? ForService(Read read, ObjectMeta service, MeshNamespace space) =>
        Wanted(read, service, space) is { ServesServices: true } waypoint ? waypoint.Address : null;

    /// <summary>The waypoint in front of a workload. A workload that is a waypoint itself has none, and takes connections the way its Gateway says.</summary>
    /// <param name="workload">Its labels count.</param>
    public WaypointAddress? ForWorkload(Read read, ObjectMeta workload, MeshNamespace space, out ApplicationTunnel? tunnel)
    {
        var gateway = workload.Label(Labels.GatewayName);
        var own = gateway.Length == 0 ? null : read.Get(Waypoints, workload.ObjectName.Beside(gateway));
        tunnel = own?.InboundBinding;
        return own is null && Wanted(read, workload, space) is { ServesWorkloads: true } waypoint ? waypoint.Address : null;
    }

    /// <summary>The way into a network; null for the own one, and when none is known by address.</summary>
    public WaypointAddress? Into(Read read, string network, MeshScope scope)
    {
        if (network.Length == 0 || network == scope.Network)
        {
            return null;
        }

        foreach (NetworkGateway gateway in read.Where(_byNetwork, network))
        {
            if (!gateway.Address.IsNone)
            {
                return new WaypointAddress(null, new NetworkAddress(network, gateway.Address), gateway.HbonePort);
            }
        }

        return null;
    }

    private Waypoint? Wanted(Read read, ObjectMeta metadata, MeshNamespace space) =>
        WaypointReference.WantedBy(metadata, space.Labels) is { } name
        && read.Get(Waypoints, name) is { } waypoint
        && waypoint.Admits(metadata.Namespace, space.Labels)
            ? waypoint
            : null;
}
