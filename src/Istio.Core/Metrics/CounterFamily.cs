using System.Buffers;
using System.Globalization;

namespace Istio.Core.Metrics;

public sealed class CounterFamily : LabelledFamily<Counter>
{
    internal CounterFamily(string name, string help, string[] labelNames)
        : base(name, help, labelNames)
    {
    }

    /// <summary>What the sample's name has after the family's: <c>_total</c> in ztunnel, nothing in istiod.</summary>
    internal string SampleSuffix { get; init; } = "";

    private protected override string Type => "counter";

    private protected override Counter NewSeries() => new();

    private protected override void WriteOne(IBufferWriter<byte> writer, string labels, Counter series, MetricFormat format) =>
        MetricText.Append(writer, string.Create(CultureInfo.InvariantCulture, $"{Name}{SampleSuffix}{Braced(labels)} {series.Value}\n"));
}
