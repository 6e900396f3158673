using Istio.Core.Values;

namespace Ztunnel.State;

/// <summary>How one of a service's endpoints is picked.</summary>
/// <param name="RoutingPreference">Scopes from the most to the least important.</param>
internal sealed record LoadBalancer(ValueList<LocalityScope> RoutingPreference, LoadBalancerMode Mode, HealthPolicy HealthPolicy);
