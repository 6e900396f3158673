namespace Ztunnel.State;

/// <summary>Values of <c>istio.workload.LoadBalancing.Scope</c>.</summary>
internal enum LocalityScope
{
    Region = 1,
    Zone = 2,
    Subzone = 3,
    Node = 4,
    Cluster = 5,
    Network = 6,
}
