namespace Istio.Translation.Proxies;

/// <summary>What a <see cref="Layer"/> holds.</summary>
public enum LayerKind
{
    /// <summary>Every workload and every service of the mesh.</summary>
    AllWorkloads,

    /// <summary>Authorization policies in force.</summary>
    Policies,

    /// <summary>Authorization policies that are to be evaluated and reported, not enforced.</summary>
    DryRunPolicies,

    /// <summary>The roots that peers are verified by.</summary>
    Trust,
}
