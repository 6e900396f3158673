namespace Ztunnel.Policies;

/// <summary>Values of <c>istio.security.Scope</c>.</summary>
internal enum PolicyScope
{
    /// <summary>Every workload of the mesh.</summary>
    Global = 0,

    /// <summary>Every workload of the policy's namespace.</summary>
    Namespace = 1,

    /// <summary>Only workloads that list the policy by name.</summary>
    WorkloadSelector = 2,
}
