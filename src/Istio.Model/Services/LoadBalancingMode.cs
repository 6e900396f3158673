namespace Istio.Model.Services;

public enum LoadBalancingMode
{
    Unspecified,

    /// <summary>Only workloads that share everything in the preference.</summary>
    Strict,

    /// <summary>Those that share most of it; others when these are gone.</summary>
    Failover,

    /// <summary>The address that was called, whoever it is.</summary>
    Passthrough,
}
