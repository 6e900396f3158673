using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Services;

namespace Istio.Model.Workloads;

/// <summary>WorkloadEntries, and the endpoints written in ServiceEntries, as workloads.</summary>
public static class EntryWorkloads
{
    private const string UnixScheme = "unix://";

    /// <summary>A Unix socket belongs to one machine and is no workload that others could call.</summary>
    public static bool IsCallable(WorkloadEndpoint endpoint) => !endpoint.Address.StartsWith(UnixScheme, StringComparison.Ordinal);

    /// <summary>The labels of the object and of its specification; the specification's count where both have one.</summary>
    public static ValueMap<string, string> LabelsOf(WorkloadEntry entry)
    {
        if (entry.Endpoint.Labels.IsEmpty || entry.Metadata.Labels.IsEmpty)
        {
            return entry.Endpoint.Labels.IsEmpty ? entry.Metadata.Labels : entry.Endpoint.Labels;
        }

        Dictionary<string, string> labels = new(entry.Metadata.Labels);
        foreach ((string name, string value) in entry.Endpoint.Labels)
        {
            labels[name] = value;
        }

        return labels.ToValueMap();
    }

    public static MeshWorkload Resolve(WorkloadEntry entry, in WorkloadContext context) => Resolve(
        entry.Metadata,
        $"{context.ClusterId}/networking.istio.io/WorkloadEntry/{entry.Metadata.Namespace}/{entry.Metadata.Name}",
        entry.Endpoint,
        LabelsOf(entry),
        context);

    /// <param name="entry">Its labels and annotations count for all its endpoints; an endpoint's own do not.</param>
    public static MeshWorkload Resolve(ServiceEntry entry, WorkloadEndpoint endpoint, in WorkloadContext context) =>
        Resolve(entry.Metadata, UidOf(entry, endpoint, context.ClusterId), endpoint, entry.Metadata.Labels, context);

    public static string UidOf(ServiceEntry entry, WorkloadEndpoint endpoint, string clusterId) =>
        $"{clusterId}/networking.istio.io/ServiceEntry/{entry.Metadata.Namespace}/{entry.Metadata.Name}/{endpoint.Address}";

    /// <summary>
    /// The endpoints of an entry: those written, else its hosts when callers look these up. An endpoint that is a host serves that host alone.
    /// </summary>
    public static IEnumerable<(WorkloadEndpoint Endpoint, string? OnlyHost)> EndpointsOf(ServiceEntry entry)
    {
        if (!entry.Endpoints.IsEmpty)
        {
            return entry.Endpoints.Select(endpoint => (endpoint, (string?)null));
        }

        bool looksUpHosts = entry.Resolution is ServiceResolution.Dns or ServiceResolution.DnsRoundRobin && entry.WorkloadSelector is null;
        return looksUpHosts ? entry.Hosts.Select(host => (new WorkloadEndpoint(host), (string?)host)) : [];
    }

    /// <summary>The ports of a service at an endpoint. ServiceEntries match by the name of the service port, Services by that of the target port.</summary>
    public static WorkloadService PortsAt(WorkloadEndpoint endpoint, ServiceBackend service)
    {
        List<PortMapping> ports = new(service.Ports.Count);
        foreach (BackendPort port in service.Ports)
        {
            string name = service.IsKubernetes ? port.Target.Name : port.Name;
            int target = name.Length > 0 && endpoint.Ports.TryGetValue(name, out int own) ? own : port.Target.Number;
            if (target != 0)
            {
                ports.Add(new PortMapping(port.Port, target));
            }
        }

        return new WorkloadService(service.Name, ports.ToValueList());
    }

    private static MeshWorkload Resolve(ObjectMeta metadata, string uid, WorkloadEndpoint endpoint, ValueMap<string, string> labels, in WorkloadContext context)
    {
        bool isAddress = IpAddress.TryParse(endpoint.Address, out IpAddress address);
        return new MeshWorkload(uid, metadata.Namespace, metadata.Name)
        {
            Addresses = isAddress ? [address] : [],
            Hostname = isAddress ? "" : endpoint.Address,
            Network = endpoint.Network.Length > 0 ? endpoint.Network : context.Network,
            NetworkGateway = context.NetworkGateway,
            Tunnel = Tunnels.Of(metadata),
            TrustDomain = context.NamedTrustDomain,
            ServiceAccount = endpoint.ServiceAccount,
            Waypoint = context.Waypoint,
            ClusterId = context.ClusterId,
            Locality = Locality.Parse(endpoint.Locality),
            Canonical = CanonicalName.Of(labels, metadata.Name),
            WorkloadName = metadata.Name,
            Capacity = endpoint.Weight,
            Services = context.Services,
            Policies = context.Policies,
        };
    }
}
