using System.Diagnostics;

namespace Istioctl.Playground.Traffic;

/// <summary>Values of the last seconds. Not safe for several threads.</summary>
internal sealed class RollingWindow(TimeSpan length)
{
    private readonly Queue<(long Time, double Value)> _values = new();

    public void Add(double value)
    {
        _values.Enqueue((Stopwatch.GetTimestamp(), value));
        DropOld();
    }

    /// <summary>Values a second.</summary>
    public double Rate()
    {
        DropOld();
        return _values.Count / length.TotalSeconds;
    }

    /// <summary>0 when there is no value.</summary>
    public double Quantile(double share)
    {
        DropOld();
        return Traffic.Quantile.Of([.. _values.Select(entry => entry.Value)], share);
    }

    private void DropOld()
    {
        while (_values.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.Time) > length)
        {
            _values.Dequeue();
        }
    }
}
