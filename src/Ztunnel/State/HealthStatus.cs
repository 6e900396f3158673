namespace Ztunnel.State;

/// <summary>Values of <c>istio.workload.WorkloadStatus</c>.</summary>
internal enum HealthStatus
{
    Healthy = 0,
    Unhealthy = 1,
}
