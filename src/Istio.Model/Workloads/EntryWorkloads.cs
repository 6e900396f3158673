using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Services;

namespace Istio.Model.Workloads;

/// <summary>WorkloadEntries, and the endpoints written in ServiceEntries, as workloads.</summary>
public static class EntryWorkloads
{
    private const string UnixScheme = "unix://";

    /// <summary>A Unix socket belongs to one machine and is no workload that others could call.</summary>
    public static bool IsCallable(WorkloadEndpoint endpoint) => !endpoint.Address.StartsWith(UnixScheme, StringComparison.Ordinal);

    /// <summary>The address of an endpoint; false for a host name and a Unix socket.</summary>
    /// <param name="network">Network of the cluster.</param>
    public static bool TryGetAddress(WorkloadEndpoint endpoint, string network, out NetworkAddress address)
    {
        var isAddress = IpAddress.TryParse(endpoint.Address, out var parsed);
        address = isAddress ? new NetworkAddress(endpoint.Network.Length > 0 ? endpoint.Network : network, parsed) : default;
        return isAddress;
    }

    /// <summary>The labels of the object and of its specification; the specification's count where both have one.</summary>
    public static ValueMap<string, string> LabelsOf(WorkloadEntry entry)
    {
        if (entry.Endpoint.Labels.IsEmpty || entry.Metadata.Labels.IsEmpty)
        {
            return entry.Endpoint.Labels.IsEmpty ? entry.Metadata.Labels : entry.Endpoint.Labels;
        }

        var labels = new Dictionary<string, string>(entry.Metadata.Labels);
        foreach (var (name, value) in entry.Endpoint.Labels)
        {
            labels[name] = value;
        }

        return labels.ToValueMap();
    }

    /// <summary>The entry with the labels by which it is selected, finds its waypoint and says how it takes connections.</summary>
    public static ObjectMeta MetadataOf(WorkloadEntry entry) => entry.Metadata with { Labels = LabelsOf(entry) };

    /// <param name="metadata">That of <see cref="MetadataOf"/>.</param>
    public static MeshWorkload Resolve(WorkloadEntry entry, ObjectMeta metadata, in WorkloadContext context) => Resolve(
        metadata,
        WorkloadNames.Of(entry, metadata.Labels),
        WorkloadUid.WorkloadEntry(context.ClusterId, entry.Metadata.Namespace, entry.Metadata.Name),
        entry.Endpoint,
        context);

    /// <param name="entry">Its labels and annotations count for all its endpoints; an endpoint's own name its waypoint alone.</param>
    public static MeshWorkload Resolve(ServiceEntry entry, WorkloadEndpoint endpoint, in WorkloadContext context) =>
        Resolve(entry.Metadata, entry.Metadata.Name, UidOf(entry, endpoint, context.ClusterId), endpoint, context);

    private static WorkloadUid UidOf(ServiceEntry entry, WorkloadEndpoint endpoint, string clusterId) =>
        WorkloadUid.ServiceEntryEndpoint(clusterId, entry.Metadata.Namespace, entry.Metadata.Name, endpoint.Address);

    /// <summary>
    /// The endpoints of an entry: those written, else its hosts when callers look these up. An endpoint that is a host serves that host alone.
    /// </summary>
    public static IEnumerable<(WorkloadEndpoint Endpoint, string? OnlyHost)> EndpointsOf(ServiceEntry entry)
    {
        if (!entry.Endpoints.IsEmpty)
        {
            return entry.Endpoints.Select(endpoint => (endpoint, (string?)null));
        }

        var looksUpHosts = entry.Resolution is ServiceResolution.Dns or ServiceResolution.DnsRoundRobin && entry.WorkloadSelector is null;
        return looksUpHosts ? entry.Hosts.Select(host => (new WorkloadEndpoint(host), (string?)host)) : [];
    }

    /// <summary>
    /// The ports of a service at an endpoint: by the name of the target port, where a Service gives one, and left out when the endpoint does not have it; else
    /// by the name of the service port, and without one by number.
    /// </summary>
    public static WorkloadService PortsAt(WorkloadEndpoint endpoint, ServiceBackend service)
    {
        var ports = new WorkloadPorts(service.Ports.Count);
        foreach (var port in service.Ports)
        {
            var name = port.Target.IsNamed ? port.Target.Name : port.Name;
            ports.Add(port, name.Length > 0 && endpoint.Ports.TryGetValue(name, out var own) ? own : port.Target.Number);
        }

        return ports.Of(service.Name);
    }

    private static MeshWorkload Resolve(ObjectMeta metadata, string workloadName, WorkloadUid uid, WorkloadEndpoint endpoint, in WorkloadContext context)
    {
        var isAddress = IpAddress.TryParse(endpoint.Address, out var address);
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
            ApplicationTunnel = context.ApplicationTunnel,
            UsesHostNetwork = context.SharesAddress,
            ClusterId = context.ClusterId,
            Locality = Locality.Parse(endpoint.Locality),
            Canonical = CanonicalName.Of(metadata.Labels, workloadName),
            WorkloadName = workloadName,
            Capacity = endpoint.Weight,
            Services = context.Services,
            Policies = context.Policies,
        };
    }
}
