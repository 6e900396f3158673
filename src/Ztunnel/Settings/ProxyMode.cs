namespace Ztunnel.Settings;

/// <summary>Whom one process serves.</summary>
internal enum ProxyMode
{
    /// <summary>The one workload of its own network namespace.</summary>
    Dedicated,

    /// <summary>Every workload of its node, each on the workload's own address, without network namespaces (ours; for machines without Kubernetes).</summary>
    Standalone,
}
