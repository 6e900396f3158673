namespace Istio.Core.Metrics;

/// <summary>A number that goes up and down.</summary>
public sealed class Gauge
{
    private long _bits;
    private Func<double>? _source;

    public double Value => _source is null ? BitConverter.Int64BitsToDouble(Volatile.Read(ref _bits)) : _source();

    public void Set(double value) => Volatile.Write(ref _bits, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Asks for the value each time metrics are read.</summary>
    public void Observe(Func<double> source) => _source = source;

    public void Add(double amount)
    {
        var seen = Volatile.Read(ref _bits);
        while (true)
        {
            var next = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + amount);
            var found = Interlocked.CompareExchange(ref _bits, next, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
