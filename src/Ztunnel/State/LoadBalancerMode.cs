namespace Ztunnel.State;

/// <summary>Values of <c>istio.workload.LoadBalancing.Mode</c>.</summary>
internal enum LoadBalancerMode
{
    /// <summary>No locality preference.</summary>
    Standard = 0,

    /// <summary>An endpoint must match the source in every listed scope.</summary>
    Strict = 1,

    /// <summary>The endpoints that match the most leading scopes are used.</summary>
    Failover = 2,

    /// <summary>Nothing is picked: the connection goes where it was going.</summary>
    Passthrough = 3,
}
