using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.Claims;

/// <summary>What the latencies of several rounds must keep to.</summary>
internal static class LatencyMark
{
    /// <summary>For the median, in milliseconds.</summary>
    public const double Median = 300;

    /// <summary>For every single round, in milliseconds: a machine that is busy with something else may delay one, but not so long.</summary>
    public const double Worst = 1000;

    /// <param name="milliseconds">The rounds, at least one.</param>
    public static Evidence Check(IReadOnlyCollection<double> milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(milliseconds.Count);
        var median = Quantile.Of(milliseconds, 0.5);
        var worst = milliseconds.Max();
        var figures = new Dictionary<string, double>
        {
            ["saveToForceMedianMilliseconds"] = Math.Round(median, 1),
            ["saveToForceMaxMilliseconds"] = Math.Round(worst, 1),
        };
        var detail = $"From the save to both ztunnels: median {median:0} ms, worst of {milliseconds.Count} {worst:0} ms.";
        return median > Median ? Evidence.Against($"{detail} The median may be {Median:0} ms.", figures)
            : worst > Worst ? Evidence.Against($"{detail} No round may take more than {Worst:0} ms.", figures)
            : Evidence.For(detail, figures);
    }
}
