namespace Istioctl.Playground.Observation;

/// <summary>Which of its two ends logged a connection.</summary>
internal enum Direction
{
    /// <summary>The ztunnel of the caller's node.</summary>
    Outbound,

    /// <summary>The ztunnel of the called workload's node, which decides on policy.</summary>
    Inbound,
}
