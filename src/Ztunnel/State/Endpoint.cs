namespace Ztunnel.State;

/// <summary>A workload's membership in a service.</summary>
internal sealed record Endpoint(string WorkloadUid, ServicePorts Ports, HealthStatus Status);
