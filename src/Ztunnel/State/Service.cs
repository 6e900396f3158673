using Istio.Core.Values;

namespace Ztunnel.State;

/// <summary>What is addressed: a host name, its virtual addresses and ports. Its endpoints are kept apart (<see cref="MeshState.EndpointsOf"/>).</summary>
internal sealed record Service
{
    public required string Name { get; init; }

    public required NamespacedHostname Key { get; init; }

    public string Namespace => Key.Namespace;

    public string Hostname => Key.Hostname;

    public ValueList<NetworkAddress> Vips { get; init; } = [];

    public ServicePorts Ports { get; init; } = ServicePorts.Empty;

    /// <summary>Further SPIFFE URIs that an endpoint may present; text that does not parse is skipped where it is used.</summary>
    public ValueList<string> SubjectAltNames { get; init; } = [];

    /// <summary>Several namespaces describe the host name, and the control plane says that it means this service in all others.</summary>
    public bool IsCanonical { get; init; }

    public GatewayAddress? Waypoint { get; init; }

    public LoadBalancer? LoadBalancer { get; init; }

    public IpFamilies IpFamilies { get; init; }
}
