using Istio.Core.Net;
using Ztunnel.Proxy.Headers;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Where a CONNECT is forwarded to, or the status that refuses it.</summary>
/// <param name="Address">The connection as policies see it: the workload's own address with the port of the application.</param>
/// <param name="ProxyDestination">The destination in the PROXY header for the application; null when it takes plain connections.</param>
/// <param name="Status">0 when it is accepted.</param>
internal readonly record struct InboundTarget(IpPort Address, IpPort? ProxyDestination, int Status, string? Error)
{
    /// <summary>
    /// The target address is always the one the client connected to, never the authority's: only the port is the client's choice.
    /// </summary>
    /// <param name="local">The local address of the HBONE connection.</param>
    public static InboundTarget Resolve(MeshState state, Workload destination, IpAddress local, in TunnelAuthority authority, ZtunnelSettings settings)
    {
        if (authority.Hostname is null && authority.Address != local && destination.ApplicationTunnel is null
            && !IsSandwiched(state, destination, local, authority.Address, settings.Network))
        {
            return Refused(400, $"{authority.Address} is not an address of this workload");
        }

        var port = authority.Port;
        Service? service = null;
        if (authority.Hostname is { } hostname)
        {
            service = FindService(state, destination, hostname);
            if (service is null || !TryFindPort(state, destination, service, ref port))
            {
                return Refused(503, $"no service or workload for hostname: {hostname}:{authority.Port}");
            }
        }

        return Deliver(destination.ApplicationTunnel, new(local, port), authority, service, settings);
    }

    /// <summary>
    /// How the application wants the connection: an application tunnel may have a port of its own, and may want a header that names client and target.
    /// </summary>
    private static InboundTarget Deliver(ApplicationTunnel? tunnel, IpPort asked, in TunnelAuthority authority, Service? service, ZtunnelSettings settings)
    {
        var target = tunnel is { Port: > 0 } ? asked with { Port = tunnel.Port } : asked;
        if (settings.IsForbiddenPort(asked.Port) || settings.IsForbiddenPort(target.Port))
        {
            return Refused(503, $"port {(settings.IsForbiddenPort(asked.Port) ? asked.Port : target.Port)} belongs to the proxy");
        }

        if (tunnel is not { IsProxyProtocol: true })
        {
            return new(target, null, 0, null);
        }

        var wanted = service is null ? authority.Address : VirtualAddress(service, settings.Network);
        return wanted.IsNone
            ? Refused(503, $"service {service!.Key} has no virtual address to name in a PROXY header")
            : new(target, new(wanted, authority.Port), 0, null);
    }

    private static InboundTarget Refused(int status, string error) => new(default, null, status, error);

    /// <summary>
    /// A waypoint beside this proxy takes connections for the services and workloads that it stands for: the addressed one must refer to a
    /// waypoint that this workload is an endpoint of.
    /// </summary>
    private static bool IsSandwiched(MeshState state, Workload destination, IpAddress local, IpAddress addressed, string network)
    {
        var reference = state.WorkloadAt(network, addressed)?.Waypoint ?? state.ServiceAt(network, addressed)?.Waypoint;
        if (reference is null)
        {
            return false;
        }

        if (reference.Address is { } address)
        {
            return state.WorkloadAt(address.Network, address.Address) is { } waypoint
                ? waypoint.Addresses.Contains(local)
                : state.ServiceAt(address.Network, address.Address) is { } service && IsEndpoint(state, service, destination);
        }

        return state.ServiceByKey(reference.Hostname!.Value) is { } named && IsEndpoint(state, named, destination);
    }

    private static bool IsEndpoint(MeshState state, Service service, Workload workload) => state.EndpointsOf(service.Key).ContainsKey(workload.Uid);

    /// <summary>By host name alone: the one of the workload's own namespace before others.</summary>
    private static Service? FindService(MeshState state, Workload destination, string hostname)
    {
        var services = state.ServicesNamed(hostname);
        return services.FirstOrDefault(s => s.Namespace == destination.Namespace) ?? services.FirstOrDefault();
    }

    private static bool TryFindPort(MeshState state, Workload destination, Service service, ref ushort port)
    {
        var own = state.EndpointsOf(service.Key).TryGetValue(destination.Uid, out var endpoint) ? endpoint.Ports.TargetOf(port) : (ushort)0;
        port = own > 0 ? own : service.Ports.TargetOf(port);
        return port > 0;
    }

    /// <summary>Of this network before others, then IPv4 before IPv6; none when the service has no address.</summary>
    private static IpAddress VirtualAddress(Service service, string network)
    {
        NetworkAddress? best = null;
        foreach (var vip in service.Vips.AsSpan())
        {
            if (best is not { } known || (vip.Network == network, vip.Address.IsV4).CompareTo((known.Network == network, known.Address.IsV4)) > 0)
            {
                best = vip;
            }
        }

        return best?.Address ?? default;
    }
}
