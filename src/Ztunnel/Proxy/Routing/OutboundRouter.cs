using Istio.Core.Identity;
using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.State;

namespace Ztunnel.Proxy.Routing;

/// <summary>
/// Decides where an outbound connection goes. The order of the steps is Istio's: a service's waypoint, its endpoints, the addressed
/// workload with its waypoint, anything unknown. Service traffic never asks for the endpoint's own waypoint, nor the other way round.
/// </summary>
internal sealed class OutboundRouter(string network, Random random)
{
    public RouteDecision Route(MeshState state, Workload source, OutboundTarget target)
    {
        var service = target.Service ?? state.ServiceAt(network, target.Address.Address);
        if (service is not null)
        {
            return service.Waypoint is { } waypoint
                ? ToServiceWaypoint(state, source, service, target.Address, waypoint)
                : ToService(state, source, service, target.Address);
        }

        return state.WorkloadAt(network, target.Address.Address) is { } workload
            ? ToWorkload(state, source, workload, target.Address)
            : new OutboundRoute { Protocol = RouteProtocol.Tcp, NextHop = target.Address };
    }

    private RouteDecision ToServiceWaypoint(MeshState state, Workload source, Service service, IpPort address, GatewayAddress waypoint)
    {
        if (address.Address.IsNone)
        {
            return RouteDecision.Refused($"service {service.Key} has a waypoint but no virtual address in network \"{network}\"", service);
        }

        // A waypoint enforces policy: when it cannot be found the connection fails, it is never bypassed.
        return ToWaypoint(state, source, waypoint, address) is { } route
            ? route with { Service = service }
            : RouteDecision.Refused($"unknown waypoint: {waypoint.Destination}", service);
    }

    private RouteDecision ToService(MeshState state, Workload source, Service service, IpPort address)
    {
        if (service.LoadBalancer?.Mode == LoadBalancerMode.Passthrough && !address.Address.IsNone)
        {
            return new OutboundRoute { Protocol = RouteProtocol.Tcp, NextHop = address };
        }

        if (!EndpointPicker.TryPick(state, source, service, address.Port, PortRule.MustBeDefined, random, out var picked))
        {
            return RouteDecision.Refused($"no healthy upstream: {(address.Address.IsNone ? $"{service.Hostname}:{address.Port}" : address)}", service);
        }

        if (picked.Workload.Network != source.Network)
        {
            return RouteDecision.Refused(OtherNetwork(picked.Workload), service);
        }

        if (!EndpointPicker.TryChooseAddress(picked.Workload, service.IpFamilies, address.Address, out var ip) && picked.Workload.Hostname.Length == 0)
        {
            return RouteDecision.Refused($"no ip addresses were resolved for workload: {picked.Workload.Uid}", service);
        }

        return Direct(picked.Workload, new(ip, picked.Port), service);
    }

    private RouteDecision ToWorkload(MeshState state, Workload source, Workload workload, IpPort address)
    {
        if (workload.Waypoint is { } waypoint && !IsEndpointOf(state, source, waypoint))
        {
            return ToWaypoint(state, source, waypoint, address) is { } route
                ? route
                : RouteDecision.Refused($"unknown waypoint: {waypoint.Destination}");
        }

        return Direct(workload, address, null);
    }

    private static OutboundRoute Direct(Workload workload, IpPort address, Service? service) => workload.Protocol == TunnelProtocol.Hbone
        ? new()
        {
            Protocol = RouteProtocol.Hbone,
            NextHop = new(address.Address, Ports.Hbone),
            Authority = address,
            Upstream = workload,
            Service = service,
            ExpectedIdentities = ExpectedIdentities(workload, service),
        }
        : new() { Protocol = RouteProtocol.Tcp, NextHop = address, Upstream = workload, Service = service };

    /// <summary>Null when the reference leads nowhere.</summary>
    private OutboundRoute? ToWaypoint(MeshState state, Workload source, GatewayAddress waypoint, IpPort original)
    {
        var (service, workload) = Resolve(state, waypoint);
        var port = waypoint.HboneMtlsPort;
        if (service is not null)
        {
            if (!EndpointPicker.TryPick(state, source, service, port, PortRule.TunnelMayTakeIt, random, out var picked))
            {
                return null;
            }

            (workload, port) = (picked.Workload, picked.Port);
        }

        if (workload is null || workload.Network != source.Network
            || !EndpointPicker.TryChooseAddress(workload, service?.IpFamilies ?? IpFamilies.Automatic, Preferred(waypoint, original), out var ip))
        {
            return null;
        }

        return new()
        {
            Protocol = RouteProtocol.Hbone,
            NextHop = new(ip, port),
            Authority = original, // the waypoint routes on what the application asked for
            Upstream = workload,
            ExpectedIdentities = ExpectedIdentities(workload, service),
        };
    }

    /// <summary>A workload wins over a service at an address; by host name there are only services.</summary>
    private static (Service? Service, Workload? Workload) Resolve(MeshState state, GatewayAddress reference)
    {
        if (reference.Hostname is { } hostname)
        {
            return (state.ServiceByKey(hostname), null);
        }

        var address = reference.Address!.Value;
        return state.WorkloadAt(address.Network, address.Address) is { } workload
            ? (null, workload)
            : (state.ServiceAt(address.Network, address.Address), null);
    }

    // An address reference is used as it is; a host name reference follows the caller's family.
    private static IpAddress Preferred(GatewayAddress reference, IpPort original) => reference.Address?.Address ?? original.Address;

    /// <summary>Whether the caller is one of the waypoints itself: its identity and its address must both be theirs.</summary>
    private static bool IsEndpointOf(MeshState state, Workload source, GatewayAddress waypoint)
    {
        var (service, workload) = Resolve(state, waypoint);
        if (workload is not null)
        {
            return IsSame(workload, source);
        }

        if (service is null)
        {
            return false;
        }

        foreach (var endpoint in state.EndpointsOf(service.Key).Values)
        {
            if (state.WorkloadByUid(endpoint.WorkloadUid) is { } candidate && IsSame(candidate, source))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(Workload left, Workload right) =>
        left.Identity == right.Identity && left.Addresses.AsSpan().IndexOfAny(right.Addresses.AsSpan()) >= 0;

    private static ValueList<SpiffeId> ExpectedIdentities(Workload workload, Service? service)
    {
        if (service is null || service.SubjectAltNames.IsEmpty)
        {
            return [workload.Identity];
        }

        var expected = new List<SpiffeId>(1 + service.SubjectAltNames.Count) { workload.Identity };
        foreach (var name in service.SubjectAltNames)
        {
            // Istio skips names of other shapes: they identify no workload.
            if (SpiffeId.TryParse(name, out var id) && !expected.Contains(id))
            {
                expected.Add(id);
            }
        }

        return expected.ToValueList();
    }

    private static string OtherNetwork(Workload workload) =>
        $"workload {workload.Uid} is in network \"{workload.Network}\"; traffic across networks is not done in this version";
}
