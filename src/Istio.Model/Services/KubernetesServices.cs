using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Objects;
using Istio.Model.Waypoints;

namespace Istio.Model.Services;

/// <summary>Kubernetes Services as services of the mesh.</summary>
public static class KubernetesServices
{
    /// <summary>The name under which a service is called.</summary>
    public static ServiceName NameOf(ObjectName service, string dnsDomain) => new(service.Namespace, $"{service.Name}.{service.Namespace}.svc.{dnsDomain}");

    /// <summary>Null for an alias of a name outside, which is no service of its own.</summary>
    /// <param name="network">Network of the service's addresses.</param>
    public static ResolvedService? Resolve(Service service, string dnsDomain, string network, WaypointAddress? waypoint)
    {
        if (service.IsExternalName)
        {
            return null;
        }

        var name = NameOf(service.ObjectName, dnsDomain);
        var resolved = new MeshService(name, service.Metadata.Name)
        {
            Addresses = Addresses(service, network),
            Ports = Ports(service),
            Waypoint = waypoint,
            LoadBalancing = TrafficDistribution.Of(service.TrafficDistribution, service.Metadata, service.IsNodeLocal, service.PublishNotReadyAddresses),
            IPFamilies = service.IPFamilies,
        };
        var ports = service.Ports.Select(port => new BackendPort(port.Name, port.Port, port.Protocol, port.TargetPort)).ToValueList();
        return new ResolvedService(resolved, new ServiceBackend(name, service.Selector, ports, IsKubernetes: true), service.Metadata);
    }

    /// <summary>The Service whose host name this is, whether it exists or not.</summary>
    /// <param name="host">As <see cref="Net.HostNames.Canonical"/> has it.</param>
    public static bool TryParseName(string host, string dnsDomain, out ObjectName service)
    {
        service = default;
        var suffix = $".svc.{dnsDomain}";
        var end = host.Length - suffix.Length;
        if (end <= 0 || !host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var dot = host.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || dot >= end - 1 || host.AsSpan(dot + 1, end - dot - 1).Contains('.'))
        {
            return false;
        }

        service = ObjectName.Of(host[(dot + 1)..end], host[..dot]);
        return true;
    }

    /// <summary>The Service that is meant by <c>NAME.NAMESPACE</c> or <c>NAME.NAMESPACE.svc</c>, whether it exists or not.</summary>
    /// <param name="host">As <see cref="Net.HostNames.Canonical"/> has it.</param>
    public static bool TryParseShortName(string host, out ObjectName service)
    {
        var name = host.EndsWith(".svc", StringComparison.Ordinal) ? host[..^4] : host;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var isShort = dot > 0 && dot < name.Length - 1 && name.IndexOf('.', dot + 1) < 0;
        service = isShort ? ObjectName.Of(name[(dot + 1)..], name[..dot]) : default;
        return isShort;
    }

    private static ValueList<PortMapping> Ports(Service service)
    {
        var ports = new List<(PortMapping Mapping, bool TakesConnections)>(service.Ports.Count);
        foreach (var port in service.Ports)
        {
            ports.Add((new PortMapping(port.Port, port.TargetPort.Number), port.Protocol is not ("UDP" or "SCTP")));
        }

        return PortMappings.WithoutHidden(ports);
    }

    private static ValueList<NetworkAddress> Addresses(Service service, string network)
    {
        var addresses = new List<NetworkAddress>();
        foreach (var text in service.ClusterIPs)
        {
            if (IpAddress.TryParse(text, out var address))
            {
                addresses.Add(new NetworkAddress(network, address));
            }
        }

        return addresses.ToValueList();
    }
}
