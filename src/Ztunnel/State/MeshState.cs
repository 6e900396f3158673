using System.Collections.Immutable;
using Istio.Core.Net;
using Ztunnel.Policies;

namespace Ztunnel.State;

/// <summary>
/// All that is known about the mesh at one moment: workloads, services, endpoints, policies. Immutable; readers take the current one
/// from <see cref="MeshStore"/> and never see half a change. Endpoints are not resources of their own: they follow from the workloads,
/// and those of a service that has not arrived yet simply wait here.
/// </summary>
internal sealed class MeshState
{
    public static MeshState Empty { get; } = new();

    public ImmutableDictionary<string, Workload> Workloads { get; init; } =
        ImmutableDictionary.Create<string, Workload>(StringComparer.Ordinal);

    /// <summary>Our own node.</summary>
    public string Node { get; init; } = "";

    /// <summary>The workloads of our own node, by uid. The same instance until one of them changes.</summary>
    public ImmutableDictionary<string, Workload> WorkloadsOfNode { get; init; } =
        ImmutableDictionary.Create<string, Workload>(StringComparer.Ordinal);

    public ImmutableDictionary<NamespacedHostname, Service> Services { get; init; } = ImmutableDictionary<NamespacedHostname, Service>.Empty;

    public ImmutableDictionary<NamespacedHostname, ImmutableDictionary<string, Endpoint>> Endpoints { get; init; } =
        ImmutableDictionary<NamespacedHostname, ImmutableDictionary<string, Endpoint>>.Empty;

    public CompiledPolicies Policies { get; init; } = CompiledPolicies.Empty;

    internal ImmutableDictionary<NetworkAddress, ImmutableArray<Workload>> WorkloadsByAddress { get; init; } =
        ImmutableDictionary<NetworkAddress, ImmutableArray<Workload>>.Empty;

    internal ImmutableDictionary<NetworkAddress, ImmutableArray<Service>> ServicesByVip { get; init; } =
        ImmutableDictionary<NetworkAddress, ImmutableArray<Service>>.Empty;

    internal ImmutableDictionary<string, ImmutableArray<Service>> ServicesByHostname { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<Service>>(StringComparer.OrdinalIgnoreCase);

    public Workload? WorkloadByUid(string uid) => Workloads.GetValueOrDefault(uid);

    /// <summary>The workload that owns an address; among several, the first by <see cref="Precedence"/>.</summary>
    public Workload? WorkloadAt(string network, IpAddress address) =>
        WorkloadsByAddress.TryGetValue(new(network, address), out var owners) ? owners[0] : null;

    /// <summary>The service that has an address; among several, the first by <see cref="Precedence"/>.</summary>
    public Service? ServiceAt(string network, IpAddress address) =>
        ServicesByVip.TryGetValue(new(network, address), out var owners) ? owners[0] : null;

    public Service? ServiceByKey(NamespacedHostname key) => Services.GetValueOrDefault(key);

    /// <summary>Services of any namespace with this host name, in any case and with a final dot or without; in the order of <see cref="Precedence"/>.</summary>
    public ImmutableArray<Service> ServicesNamed(string hostname) => ServicesByHostname.GetValueOrDefault(HostKey(hostname), []);

    internal static string HostKey(string hostname) => hostname.EndsWith('.') ? hostname[..^1] : hostname;

    public ImmutableDictionary<string, Endpoint> EndpointsOf(NamespacedHostname service) =>
        Endpoints.GetValueOrDefault(service, ImmutableDictionary<string, Endpoint>.Empty);
}
