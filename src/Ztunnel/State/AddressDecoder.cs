using Google.Protobuf;
using Google.Protobuf.Collections;
using Istio.Core.Net;
using Istio.Core.Values;
using Api = Istio.Api.Workload;

namespace Ztunnel.State;

/// <summary>Turns <c>istio.workload</c> messages into the proxy's own records, with the defaults that clients of the protocol apply.</summary>
internal static class AddressDecoder
{
    public const string DefaultTrustDomain = "cluster.local";
    public const string DefaultServiceAccount = "default";
    public const string DefaultCluster = "Kubernetes";

    /// <summary>With it our istiod marks the service that a host name of several namespaces means in all others.</summary>
    private const string CanonicalExtension = "canonical";

    public static Decoded<Workload> Decode(Api.Workload message)
    {
        if (message.Uid.Length == 0)
        {
            return Decoded<Workload>.Rejected("workload without uid");
        }

        if (!TryReadAddresses(message.Addresses, out var addresses, out var error)
            || !TryReadGateway(message.Waypoint, "waypoint", out var waypoint, out error)
            || !TryReadGateway(message.NetworkGateway, "network_gateway", out var networkGateway, out error)
            || !TryReadServices(message.Services, out var services, out error)
            || !TryReadTunnel(message.ApplicationTunnel, out var tunnel, out error)
            || !IsKnown(message, out error))
        {
            return Decoded<Workload>.Rejected(error!);
        }

        return new Workload
        {
            Uid = message.Uid,
            Name = message.Name,
            Namespace = message.Namespace,
            Addresses = addresses,
            Network = message.Network,
            NetworkMode = (NetworkMode)message.NetworkMode,
            Protocol = (TunnelProtocol)message.TunnelProtocol,
            TrustDomain = OrDefault(message.TrustDomain, DefaultTrustDomain),
            ServiceAccount = OrDefault(message.ServiceAccount, DefaultServiceAccount),
            Hostname = message.Hostname,
            Waypoint = waypoint,
            NetworkGateway = networkGateway,
            ApplicationTunnel = tunnel,
            NativeTunnel = message.NativeTunnel,
            CanonicalName = message.CanonicalName,
            CanonicalRevision = message.CanonicalRevision,
            WorkloadName = message.WorkloadName,
            WorkloadType = (WorkloadType)message.WorkloadType,
            Node = message.Node,
            ClusterId = OrDefault(message.ClusterId, DefaultCluster),
            AuthorizationPolicies = message.AuthorizationPolicies.ToValueList(),
            Status = (HealthStatus)message.Status,
            Locality = message.Locality is { } l ? new(l.Region, l.Zone, l.Subzone) : Locality.Unknown,
            Capacity = message.Capacity ?? 1,
            Services = services,
        };
    }

    public static Decoded<Service> Decode(Api.Service message)
    {
        if (message.Hostname.Length == 0)
        {
            return Decoded<Service>.Rejected("service without hostname");
        }

        var vips = new List<NetworkAddress>(message.Addresses.Count);
        foreach (var vip in message.Addresses)
        {
            if (!IpAddress.TryRead(vip.Address.Span, out var address))
            {
                return Decoded<Service>.Rejected($"address of {vip.Address.Length} bytes in service addresses");
            }

            vips.Add(new(vip.Network, address));
        }

        if (!TryReadPorts(message.Ports, out var ports, out var error)
            || !TryReadGateway(message.Waypoint, "waypoint", out var waypoint, out error)
            || !TryReadLoadBalancer(message.LoadBalancing, out var loadBalancer, out error))
        {
            return Decoded<Service>.Rejected(error!);
        }

        return new Service
        {
            Name = message.Name,
            Key = new(message.Namespace, message.Hostname),
            Vips = vips.ToValueList(),
            Ports = ports,
            SubjectAltNames = message.SubjectAltNames.ToValueList(),
            Waypoint = waypoint,
            LoadBalancer = loadBalancer,
            IsCanonical = IsCanonical(message),
            IpFamilies = Enum.IsDefined(message.IpFamilies) ? (IpFamilies)message.IpFamilies : IpFamilies.Automatic,
        };
    }

    private static bool IsCanonical(Api.Service message)
    {
        foreach (var extension in message.Extensions)
        {
            if (extension.Name == CanonicalExtension)
            {
                return true;
            }
        }

        return false;
    }

    private static string OrDefault(string value, string fallback) => value.Length == 0 ? fallback : value;

    private static bool IsKnown(Api.Workload message, out string? error)
    {
        error = !Enum.IsDefined(message.TunnelProtocol) ? $"unknown tunnel_protocol {(int)message.TunnelProtocol}"
            : !Enum.IsDefined(message.NetworkMode) ? $"unknown network_mode {(int)message.NetworkMode}"
            : !Enum.IsDefined(message.Status) ? $"unknown status {(int)message.Status}"
            : !Enum.IsDefined(message.WorkloadType) ? $"unknown workload_type {(int)message.WorkloadType}"
            : null;
        return error is null;
    }

    private static bool TryReadAddresses(RepeatedField<ByteString> field, out ValueList<IpAddress> addresses, out string? error)
    {
        var read = new IpAddress[field.Count];
        addresses = [];
        for (var i = 0; i < read.Length; i++)
        {
            if (!IpAddress.TryRead(field[i].Span, out read[i]))
            {
                error = $"address of {field[i].Length} bytes in addresses";
                return false;
            }
        }

        addresses = ValueList.Create<IpAddress>(read);
        error = null;
        return true;
    }

    private static bool TryReadGateway(Api.GatewayAddress? field, string name, out GatewayAddress? gateway, out string? error)
    {
        gateway = null;
        error = null;
        if (field is null)
        {
            return true;
        }

        if (field.HboneMtlsPort is 0 or > ushort.MaxValue)
        {
            error = $"{name}: hbone_mtls_port {field.HboneMtlsPort} is no port";
            return false;
        }

        var port = (ushort)field.HboneMtlsPort;
        switch (field.DestinationCase)
        {
            case Api.GatewayAddress.DestinationOneofCase.Hostname:
                gateway = new(null, new NamespacedHostname(field.Hostname.Namespace, field.Hostname.Hostname), port);
                return true;
            case Api.GatewayAddress.DestinationOneofCase.Address when IpAddress.TryRead(field.Address.Address.Span, out var address):
                gateway = new(new NetworkAddress(field.Address.Network, address), null, port);
                return true;
            default:
                error = $"{name}: no valid destination";
                return false;
        }
    }

    private static bool TryReadServices(
        MapField<string, Api.PortList> field,
        out ValueMap<NamespacedHostname, ServicePorts> services,
        out string? error)
    {
        services = ValueMap<NamespacedHostname, ServicePorts>.Empty;
        error = null;
        if (field.Count == 0)
        {
            return true;
        }

        var read = new List<KeyValuePair<NamespacedHostname, ServicePorts>>(field.Count);
        foreach (var (name, list) in field)
        {
            if (!NamespacedHostname.TryParse(name, out var key))
            {
                error = $"services: \"{name}\" is not namespace/hostname";
                return false;
            }

            if (!TryReadPorts(list.Ports, out var ports, out error))
            {
                return false;
            }

            read.Add(new(key, ports));
        }

        services = read.ToValueMap();
        return true;
    }

    private static bool TryReadPorts(RepeatedField<Api.Port> field, out ServicePorts ports, out string? error)
    {
        ports = ServicePorts.Empty;
        error = null;
        if (field.Count == 0)
        {
            return true;
        }

        var read = new Dictionary<ushort, ushort>(field.Count);
        foreach (var port in field)
        {
            if (port.ServicePort > ushort.MaxValue || port.TargetPort > ushort.MaxValue)
            {
                error = $"ports: {port.ServicePort} to {port.TargetPort} is out of range";
                return false;
            }

            read[(ushort)port.ServicePort] = (ushort)port.TargetPort;
        }

        ports = new(read.ToValueMap());
        return true;
    }

    private static bool TryReadTunnel(Api.ApplicationTunnel? field, out ApplicationTunnel? tunnel, out string? error)
    {
        tunnel = null;
        error = null;
        if (field is null)
        {
            return true;
        }

        if (field.Port > ushort.MaxValue || !Enum.IsDefined(field.Protocol))
        {
            error = $"application_tunnel: protocol {(int)field.Protocol}, port {field.Port} is not known";
            return false;
        }

        tunnel = new(field.Protocol == Api.ApplicationTunnel.Types.Protocol.Proxy, (ushort)field.Port);
        return true;
    }

    private static bool TryReadLoadBalancer(Api.LoadBalancing? field, out LoadBalancer? loadBalancer, out string? error)
    {
        loadBalancer = null;
        error = null;
        if (field is null)
        {
            return true;
        }

        var scopes = new List<LocalityScope>(field.RoutingPreference.Count);
        foreach (var scope in field.RoutingPreference)
        {
            if (!Enum.IsDefined((LocalityScope)scope))
            {
                error = $"load_balancing: unknown scope {(int)scope}";
                return false;
            }

            scopes.Add((LocalityScope)scope);
        }

        if (!Enum.IsDefined(field.Mode) || !Enum.IsDefined(field.HealthPolicy))
        {
            error = $"load_balancing: mode {(int)field.Mode}, health_policy {(int)field.HealthPolicy} is not known";
            return false;
        }

        loadBalancer = new(scopes.ToValueList(), (LoadBalancerMode)field.Mode, (HealthPolicy)field.HealthPolicy);
        return true;
    }
}
