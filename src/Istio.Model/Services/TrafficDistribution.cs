using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Services;

/// <summary>Preferences for workloads near the caller.</summary>
internal static class TrafficDistribution
{
    private static readonly ValueList<LocalityScope> SameZone = [LocalityScope.Network, LocalityScope.Region, LocalityScope.Zone];
    private static readonly ValueList<LocalityScope> SameNode = [.. SameZone, LocalityScope.Subzone, LocalityScope.Node];
    private static readonly ValueList<LocalityScope> OwnNode = [LocalityScope.Node];

    /// <summary>The annotation counts when the field is empty.</summary>
    /// <param name="written">The field <c>trafficDistribution</c>.</param>
    public static LoadBalancing Of(string written, ObjectMeta metadata, bool isNodeLocal, bool allowsUnhealthy)
    {
        if (isNodeLocal)
        {
            return new LoadBalancing(LoadBalancingMode.Strict, OwnNode, allowsUnhealthy);
        }

        var distribution = written.Length > 0 ? written : metadata.Annotation(Annotations.TrafficDistribution);
        return distribution switch
        {
            "PreferClose" or "PreferSameZone" => new LoadBalancing(LoadBalancingMode.Failover, SameZone, allowsUnhealthy),
            "PreferSameNode" => new LoadBalancing(LoadBalancingMode.Failover, SameNode, allowsUnhealthy),
            _ => LoadBalancing.Default with { AllowsUnhealthy = allowsUnhealthy },
        };
    }
}
