namespace Istio.Core.Metrics;

/// <summary>Counts observations by upper bound.</summary>
public sealed class Histogram
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private readonly Gauge _sum = new();

    internal Histogram(double[] bounds)
    {
        _bounds = bounds;
        _counts = new long[bounds.Length + 1];
    }

    internal ReadOnlySpan<double> Bounds => _bounds;

    internal double Sum => _sum.Value;

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        _sum.Add(value);
    }

    internal long CountOf(int bucket) => Volatile.Read(ref _counts[bucket]);
}
