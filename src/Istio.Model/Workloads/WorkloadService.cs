using Istio.Core.Values;
using Istio.Model.Services;

namespace Istio.Model.Workloads;

/// <summary>A service that a workload stands behind, with the workload's own ports.</summary>
public sealed record WorkloadService(ServiceName Name, ValueList<PortMapping> Ports);
