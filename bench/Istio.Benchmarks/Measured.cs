using System.Globalization;
using System.Text.Json;

namespace Istio.Benchmarks;

/// <summary>What one operation costs, in CPU time.</summary>
/// <param name="Microseconds">Of the median batch.</param>
/// <param name="Least">Of the fastest batch: what the code costs when the machine leaves it alone.</param>
/// <param name="Most">Of the slowest batch.</param>
/// <param name="Bytes">Allocated by one operation, on average.</param>
internal sealed record Measured(double Microseconds, double Least, double Most, double Bytes)
{
    /// <summary>Runs <paramref name="operation"/> with a running number: one batch to warm up, then <paramref name="batches"/> that count.</summary>
    /// <param name="prepare">Called with the first number and the size of each batch, before its time starts.</param>
    public static Measured Of(int batches, int perBatch, Action<int> operation, Action<int, int>? prepare = null)
    {
        var times = new double[batches];
        var bytes = 0L;
        for (var i = -1; i < batches; i++)
        {
            var first = (i + 1) * perBatch;
            prepare?.Invoke(first, perBatch);
            var (time, allocated) = Batch(first, perBatch, operation);
            if (i >= 0)
            {
                times[i] = time;
                bytes += allocated;
            }
        }

        Array.Sort(times);
        return new Measured(times[batches / 2], times[0], times[^1], (double)bytes / batches / perBatch);
    }

    public void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("microseconds", Math.Round(Microseconds, 2));
        json.WriteNumber("least", Math.Round(Least, 2));
        json.WriteNumber("most", Math.Round(Most, 2));
        json.WriteNumber("bytes", Math.Round(Bytes));
        json.WriteEndObject();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Microseconds,9:F2} ({Least:F2}-{Most:F2}) {Bytes,9:F0}");

    private static (double Microseconds, long Bytes) Batch(int first, int count, Action<int> operation)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = CpuClock.Microseconds;
        for (var number = first; number < first + count; number++)
        {
            operation(number);
        }

        return ((CpuClock.Microseconds - started) / count, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }
}
