namespace Istio.Model.Services;

/// <param name="TargetPort">Port of the workload; 0 when it has another number in each.</param>
public readonly record struct PortMapping(int ServicePort, int TargetPort);
