namespace Istio.Load.Load;

/// <param name="Units">Gigabytes, requests or connections.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="LatenciesMicroseconds">Of each request; empty for bulk.</param>
internal sealed record LoadResult(double Units, double Seconds, List<double> LatenciesMicroseconds)
{
    /// <summary>A percentile of the latencies in microseconds, or null without any.</summary>
    public double? Percentile(double fraction)
    {
        if (LatenciesMicroseconds.Count == 0)
        {
            return null;
        }

        LatenciesMicroseconds.Sort();
        return LatenciesMicroseconds[(int)((LatenciesMicroseconds.Count - 1) * fraction)];
    }
}
