using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Core;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Waypoints;

namespace Istio.Model.Services;

/// <summary>ServiceEntries as services of the mesh: one for each host.</summary>
public static class ServiceEntryServices
{
    /// <param name="network">Network of the cluster, where its addresses are.</param>
    /// <param name="usesAllocated">Addresses that the entry's status gives to hosts count, as far as the entry itself lets them.</param>
    public static ResolvedService Resolve(ServiceEntry entry, string host, string network, WaypointAddress? waypoint, bool usesAllocated = true)
    {
        var name = new ServiceName(entry.Metadata.Namespace, host);
        var service = new MeshService(name, entry.Metadata.Name)
        {
            Addresses = Addresses(entry, host, network, usesAllocated && MayUseAllocated(entry, host)),
            Ports = entry.Ports.Select(port => new PortMapping(port.Number, TargetOf(port))).ToValueList(),
            SubjectAltNames = entry.SubjectAltNames,
            Waypoint = waypoint,
            LoadBalancing = entry.Resolution == ServiceResolution.None
                ? new LoadBalancing(LoadBalancingMode.Passthrough, [], AllowsUnhealthy: true)
                : TrafficDistribution.Of("", entry.Metadata, isNodeLocal: false, allowsUnhealthy: false),
        };
        var backend = new ServiceBackend(name, entry.WorkloadSelector ?? ValueMap<string, string>.Empty, BackendPorts(entry), IsKubernetes: false);
        return new ResolvedService(service, backend, entry.Metadata);
    }

    /// <summary>The ports of the entry as workloads serve them.</summary>
    public static ValueList<BackendPort> BackendPorts(ServiceEntry entry) => entry.Ports
        .Select(port => new BackendPort(port.Name, port.Number, port.Protocol, PortReference.Numbered(TargetOf(port))))
        .ToValueList();

    private static int TargetOf(ServiceEntryPort port) => port.TargetPort != 0 ? port.TargetPort : port.Number;

    // An address in front of nothing resolved could not be honoured: a caller's connection goes on to the very address it asked for. Nor could one that stands
    // for many names, unless they are looked up one by one.
    private static bool MayUseAllocated(ServiceEntry entry, string host) =>
        entry.Addresses.IsEmpty
        && (!host.StartsWith('*') || entry.Resolution == ServiceResolution.DynamicDns)
        && entry.Resolution != ServiceResolution.None
        && !entry.Metadata.Label(Labels.EnableAutoAllocateIp).Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was written, else what was allocated.</summary>
    private static ValueList<NetworkAddress> Addresses(ServiceEntry entry, string host, string network, bool usesAllocated)
    {
        var addresses = new List<NetworkAddress>();
        foreach (var text in entry.Addresses)
        {
            if (IsSingleAddress(text, out var address))
            {
                addresses.Add(new NetworkAddress(network, address));
            }
        }

        foreach (var allocated in usesAllocated ? entry.AllocatedAddresses : [])
        {
            if (allocated.Host == host && IpAddress.TryParse(allocated.Value, out var address))
            {
                addresses.Add(new NetworkAddress(network, address));
            }
        }

        return addresses.ToValueList();
    }

    /// <summary>False for a range: that is no address that a service could be looked up by.</summary>
    /// <param name="text">An address, or a range of one address or more, as written.</param>
    public static bool IsSingleAddress(string text, out IpAddress address)
    {
        var isSingle = CidrBlock.TryParse(text, out var block) && block.PrefixLength == block.Address.Length * 8;
        address = isSingle ? block.Address : default;
        return isSingle;
    }
}
