using Istio.Core.Values;

namespace Istio.Model.Services;

/// <summary>Which of its workloads a service prefers for a caller.</summary>
/// <param name="Preference">What a workload should share with the caller, the most important first.</param>
/// <param name="AllowsUnhealthy">Workloads that are not ready are used like any other.</param>
public sealed record LoadBalancing(LoadBalancingMode Mode, ValueList<LocalityScope> Preference, bool AllowsUnhealthy)
{
    public static LoadBalancing Default { get; } = new(LoadBalancingMode.Unspecified, [], false);
}
