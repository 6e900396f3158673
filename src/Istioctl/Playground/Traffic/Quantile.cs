namespace Istioctl.Playground.Traffic;

internal static class Quantile
{
    /// <summary>The smallest value that at least this share of all values does not exceed; 0 for no values.</summary>
    public static double Of(IReadOnlyCollection<double> values, double share)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
