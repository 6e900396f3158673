namespace Istio.Model.Policies;

/// <summary>Whose connections a policy is about.</summary>
public enum PolicyScope
{
    /// <summary>All workloads of the mesh.</summary>
    Global,

    /// <summary>All workloads of the policy's namespace.</summary>
    Namespace,

    /// <summary>The workloads that name the policy.</summary>
    WorkloadSelector,
}
