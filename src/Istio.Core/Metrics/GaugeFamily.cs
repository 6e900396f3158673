using System.Buffers;

namespace Istio.Core.Metrics;

public sealed class GaugeFamily : LabelledFamily<Gauge>
{
    internal GaugeFamily(string name, string help, string[] labelNames)
        : base(name, help, labelNames)
    {
    }

    private protected override string Type => "gauge";

    private protected override Gauge NewSeries() => new();

    private protected override void WriteOne(IBufferWriter<byte> writer, string labels, Gauge series, MetricFormat format) =>
        MetricText.Append(writer, $"{Name}{Braced(labels)} {MetricText.Number(series.Value)}\n");
}
