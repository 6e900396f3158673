using Ztunnel.Policies;

namespace Ztunnel.State;

/// <summary>The words for enumerations in the local configuration and in <c>/config_dump</c>; the first word of each is the default.</summary>
internal static class LocalNames
{
    public static WordTable<TunnelProtocol> Protocols { get; } = new(("TCP", TunnelProtocol.Tcp), ("HBONE", TunnelProtocol.Hbone));

    public static WordTable<NetworkMode> NetworkModes { get; } = new(("Standard", NetworkMode.Standard), ("HostNetwork", NetworkMode.HostNetwork));

    public static WordTable<WorkloadType> WorkloadTypes { get; } = new(
        ("deployment", WorkloadType.Deployment), ("cronjob", WorkloadType.CronJob), ("pod", WorkloadType.Pod), ("job", WorkloadType.Job));

    public static WordTable<HealthStatus> Statuses { get; } = new(("Healthy", HealthStatus.Healthy), ("Unhealthy", HealthStatus.Unhealthy));

    public static WordTable<IpFamilies> Families { get; } = new(
        ("Automatic", IpFamilies.Automatic), ("IPv4", IpFamilies.V4Only), ("IPv6", IpFamilies.V6Only), ("Dual", IpFamilies.Dual));

    public static WordTable<LocalityScope> Scopes { get; } = new(
        ("Region", LocalityScope.Region),
        ("Zone", LocalityScope.Zone),
        ("Subzone", LocalityScope.Subzone),
        ("Node", LocalityScope.Node),
        ("Cluster", LocalityScope.Cluster),
        ("Network", LocalityScope.Network));

    public static WordTable<LoadBalancerMode> Modes { get; } = new(
        ("Standard", LoadBalancerMode.Standard),
        ("Strict", LoadBalancerMode.Strict),
        ("Failover", LoadBalancerMode.Failover),
        ("Passthrough", LoadBalancerMode.Passthrough));

    public static WordTable<HealthPolicy> HealthPolicies { get; } = new(("OnlyHealthy", HealthPolicy.OnlyHealthy), ("AllowAll", HealthPolicy.AllowAll));

    public static WordTable<bool> TunnelKinds { get; } = new(("NONE", false), ("PROXY", true));

    public static WordTable<PolicyScope> PolicyScopes { get; } = new(
        ("Global", PolicyScope.Global), ("Namespace", PolicyScope.Namespace), ("WorkloadSelector", PolicyScope.WorkloadSelector));

    public static WordTable<PolicyAction> PolicyActions { get; } = new(("Allow", PolicyAction.Allow), ("Deny", PolicyAction.Deny));

    public static WordTable<StringMatchKind> MatchKinds { get; } = new(
        ("Exact", StringMatchKind.Exact), ("Prefix", StringMatchKind.Prefix), ("Suffix", StringMatchKind.Suffix), ("Presence", StringMatchKind.Presence));
}
