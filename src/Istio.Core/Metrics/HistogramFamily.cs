using System.Buffers;
using System.Globalization;

namespace Istio.Core.Metrics;

public sealed class HistogramFamily : LabelledFamily<Histogram>
{
    private readonly double[] _bounds;

    internal HistogramFamily(string name, string help, double[] bounds, string[] labelNames)
        : base(name, help, labelNames) => _bounds = bounds;

    private protected override string Type => "histogram";

    private protected override Histogram NewSeries() => new(_bounds);

    private protected override void WriteOne(IBufferWriter<byte> writer, string labels, Histogram series, MetricFormat format)
    {
        var prefix = labels.Length == 0 ? "" : labels + ",";
        var total = 0L;
        for (var i = 0; i <= series.Bounds.Length; i++)
        {
            total += series.CountOf(i);
            var bound = i == series.Bounds.Length ? "+Inf" : MetricText.Number(series.Bounds[i]);
            MetricText.Append(writer, string.Create(CultureInfo.InvariantCulture, $"{Name}_bucket{{{prefix}le=\"{bound}\"}} {total}\n"));
        }

        MetricText.Append(writer, string.Create(CultureInfo.InvariantCulture, $"{Name}_sum{Braced(labels)} {MetricText.Number(series.Sum)}\n{Name}_count{Braced(labels)} {total}\n"));
    }
}
