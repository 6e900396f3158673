using Ztunnel.Proxy;
using Ztunnel.State;

namespace Ztunnel.Admin;

/// <summary>A served workload with its open connections at one moment.</summary>
internal sealed record WorkloadProxyView(Workload? Workload, IReadOnlyList<OpenConnectionView> Connections);
