using System.Buffers;
using System.Globalization;
using System.Text;
using Istio.Core.Metrics;

namespace Ztunnel.Tests.Proxy;

/// <summary>Reads samples from the text that a program would be scraped for.</summary>
internal static class MetricsText
{
    /// <summary>The sum of all samples of a metric that have every one of these labels.</summary>
    public static double Sum(MetricRegistry metrics, string name, params (string Label, string Value)[] labels) =>
        Samples(metrics)
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(l => line.Contains($"{l.Label}=\"{l.Value}\"", StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    public static IReadOnlyList<string> Samples(MetricRegistry metrics)
    {
        var buffer = new ArrayBufferWriter<byte>();
        metrics.Write(buffer, MetricFormat.OpenMetrics);
        return Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
