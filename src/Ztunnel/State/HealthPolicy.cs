namespace Ztunnel.State;

/// <summary>Values of <c>istio.workload.LoadBalancing.HealthPolicy</c>.</summary>
internal enum HealthPolicy
{
    OnlyHealthy = 0,
    AllowAll = 1,
}
