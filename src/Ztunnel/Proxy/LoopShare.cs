namespace Ztunnel.Proxy;

/// <summary>
/// Which loops serve which side of a workload. Each side has half of the loops, the other side the other half, beginning one loop further for each
/// further workload: with the usual two loops the connections of one side share one loop, and so one pool, few TLS connections and well filled records.
/// Twice the loops are twice the cores that one side of one workload can use.
/// </summary>
internal static class LoopShare
{
    /// <param name="loop">From 0 to <paramref name="loops"/> - 1.</param>
    /// <param name="loops">How many there are.</param>
    /// <param name="workload">Counts the workloads served so far.</param>
    public static TrafficSides SidesOf(int loop, int loops, int workload)
    {
        var half = Math.Max(1, loops / 2);
        var place = (loop + loops - (workload % loops)) % loops;
        var sides = TrafficSides.None;
        if (place < half)
        {
            sides |= TrafficSides.Outbound;
        }

        if (loops == 1 || place >= loops - half)
        {
            sides |= TrafficSides.Inbound;
        }

        return sides;
    }
}
