using System.Buffers;

namespace Istio.Core.Metrics;

/// <summary>
/// The metrics of one program, written in the order of registration. Two conventions exist in Istio: istiod names counters as they are
/// and shows a family from its first use on; ztunnel names the family without and the sample with <c>_total</c> and shows every family.
/// </summary>
/// <param name="openMetricsSuffix">ztunnel's convention.</param>
public sealed class MetricRegistry(bool openMetricsSuffix = false)
{
    private readonly List<MetricFamily> _families = [];
    private readonly Lock _lock = new();

    public CounterFamily Counter(string name, string help, params string[] labelNames) => Counter(name, help, null, labelNames);

    /// <param name="unit">OpenMetrics unit of the family, for example <c>bytes</c>.</param>
    public CounterFamily CounterWithUnit(string name, string help, string unit, params string[] labelNames) => Counter(name, help, unit, labelNames);

    public GaugeFamily Gauge(string name, string help, params string[] labelNames) =>
        Add(new GaugeFamily(name, help, labelNames) { OmitWhenEmpty = !openMetricsSuffix });

    /// <param name="bounds">Upper bounds of the buckets, inclusive, without +Inf.</param>
    public HistogramFamily Histogram(string name, string help, double[] bounds, params string[] labelNames) =>
        Add(new HistogramFamily(name, help, bounds, labelNames) { OmitWhenEmpty = !openMetricsSuffix });

    /// <summary>Writes all families as UTF-8 text.</summary>
    public void Write(IBufferWriter<byte> writer, MetricFormat format)
    {
        MetricFamily[] families;
        lock (_lock)
        {
            families = [.. _families];
        }

        foreach (var family in families)
        {
            family.Write(writer, format);
        }

        if (format == MetricFormat.OpenMetrics || openMetricsSuffix)
        {
            MetricText.Append(writer, "# EOF\n");
        }
    }

    private CounterFamily Counter(string name, string help, string? unit, string[] labelNames) => Add(new CounterFamily(name, help, labelNames)
    {
        Unit = unit,
        OmitWhenEmpty = !openMetricsSuffix,
        SampleSuffix = openMetricsSuffix ? "_total" : "",
    });

    private TFamily Add<TFamily>(TFamily family)
        where TFamily : MetricFamily
    {
        lock (_lock)
        {
            if (_families.Exists(known => known.Name == family.Name))
            {
                throw new ArgumentException($"metric {family.Name} is registered twice");
            }

            _families.Add(family);
        }

        return family;
    }
}
