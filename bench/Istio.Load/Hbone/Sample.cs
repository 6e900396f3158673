namespace Istio.Load.Hbone;

/// <summary>One measured run of a workload on a pair.</summary>
/// <param name="Rate">Units per second of wall time; moves with whatever else the machine does.</param>
/// <param name="CpuPerUnit">CPU seconds of both proxies per unit; the figure to compare.</param>
/// <param name="Median">Latency in microseconds, for requests.</param>
/// <param name="P99">Latency in microseconds, for requests.</param>
internal sealed record Sample(double Rate, double CpuPerUnit, double? Median, double? P99);
