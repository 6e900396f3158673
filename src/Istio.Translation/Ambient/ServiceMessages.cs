using Istio.Api.Workload;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Services;
using LoadBalancing = Istio.Api.Workload.LoadBalancing;
using Service = Istio.Api.Workload.Service;

namespace Istio.Translation.Ambient;

/// <summary>A service as the <c>istio.workload.Service</c> that ztunnel receives.</summary>
public static class ServiceMessages
{
    /// <summary>
    /// Marks the service that a host name of several namespaces means in all others. The API of 1.28.4 has no field for it, and its ztunnel passes extensions
    /// over that it does not know.
    /// </summary>
    public const string CanonicalExtension = "canonical";

    public static Service Build(MeshService service)
    {
        var message = new Service
        {
            Name = service.ObjectName,
            Namespace = service.Name.Namespace,
            Hostname = service.Name.Hostname,
            Waypoint = GatewayAddresses.Build(service.Waypoint),
            LoadBalancing = Build(service.LoadBalancing),
            IpFamilies = Build(service.IPFamilies),
        };
        foreach (var address in service.Addresses)
        {
            message.Addresses.Add(NetworkAddresses.Build(address));
        }

        foreach (var port in service.Ports)
        {
            message.Ports.Add(new Port { ServicePort = (uint)port.ServicePort, TargetPort = (uint)port.TargetPort });
        }

        message.SubjectAltNames.Add(service.SubjectAltNames);
        if (service.IsCanonical)
        {
            message.Extensions.Add(new Extension { Name = CanonicalExtension });
        }

        return message;
    }

    private static LoadBalancing? Build(Model.Services.LoadBalancing balancing)
    {
        if (balancing == Model.Services.LoadBalancing.Default)
        {
            return null;
        }

        var message = new LoadBalancing
        {
            Mode = balancing.Mode switch
            {
                LoadBalancingMode.Strict => LoadBalancing.Types.Mode.Strict,
                LoadBalancingMode.Failover => LoadBalancing.Types.Mode.Failover,
                LoadBalancingMode.Passthrough => LoadBalancing.Types.Mode.Passthrough,
                _ => LoadBalancing.Types.Mode.UnspecifiedMode,
            },
            HealthPolicy = balancing.AllowsUnhealthy ? LoadBalancing.Types.HealthPolicy.AllowAll : LoadBalancing.Types.HealthPolicy.OnlyHealthy,
        };
        foreach (var scope in balancing.Preference)
        {
            message.RoutingPreference.Add(Build(scope));
        }

        return message;
    }

    private static LoadBalancing.Types.Scope Build(LocalityScope scope) => scope switch
    {
        LocalityScope.Region => LoadBalancing.Types.Scope.Region,
        LocalityScope.Zone => LoadBalancing.Types.Scope.Zone,
        LocalityScope.Subzone => LoadBalancing.Types.Scope.Subzone,
        LocalityScope.Node => LoadBalancing.Types.Scope.Node,
        LocalityScope.Cluster => LoadBalancing.Types.Scope.Cluster,
        _ => LoadBalancing.Types.Scope.Network,
    };

    private static IPFamilies Build(ValueList<IpFamily> families)
    {
        var v4 = families.Contains(IpFamily.IPv4);
        var v6 = families.Contains(IpFamily.IPv6);
        return (v4, v6) switch
        {
            (true, true) => IPFamilies.Dual,
            (true, false) => IPFamilies.Ipv4Only,
            (false, true) => IPFamilies.Ipv6Only,
            _ => IPFamilies.Automatic,
        };
    }
}
