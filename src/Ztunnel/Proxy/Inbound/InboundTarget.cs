using Istio.Core.Net;
using Ztunnel.Proxy.Headers;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Where a CONNECT is forwarded to, or the status that refuses it.</summary>
/// <param name="Status">0 when it is accepted.</param>
internal readonly record struct InboundTarget(IpPort Address, int Status, string? Error)
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
            return new(default, 400, $"{authority.Address} is not an address of this workload");
        }

        var port = authority.Port;
        if (authority.Hostname is { } hostname && !TryFindPort(state, destination, hostname, ref port))
        {
            return new(default, 503, $"no service or workload for hostname: {hostname}:{authority.Port}");
        }

        if (destination.ApplicationTunnel is { } tunnel)
        {
            if (tunnel.IsProxyProtocol)
            {
                return new(default, 503, "application tunnel PROXY is not done in this version");
            }

            port = tunnel.Port > 0 ? tunnel.Port : port;
        }

        return settings.IsForbiddenPort(port)
            ? new(default, 503, $"port {port} belongs to the proxy")
            : new(new(local, port), 0, null);
    }

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

    private static bool TryFindPort(MeshState state, Workload destination, string hostname, ref ushort port)
    {
        var services = state.ServicesNamed(hostname);
        var service = services.FirstOrDefault(s => s.Namespace == destination.Namespace) ?? services.FirstOrDefault();
        if (service is null)
        {
            return false;
        }

        var own = state.EndpointsOf(service.Key).TryGetValue(destination.Uid, out var endpoint) ? endpoint.Ports.TargetOf(port) : (ushort)0;
        port = own > 0 ? own : service.Ports.TargetOf(port);
        return port > 0;
    }
}
