using System.Buffers;

namespace Istio.Core.Metrics;

/// <summary>A named metric with its help text and all its labelled series.</summary>
public abstract class MetricFamily
{
    private protected MetricFamily(string name, string help)
    {
        Name = name;
        Help = help;
    }

    public string Name { get; }

    public string Help { get; }

    /// <summary>The unit of an OpenMetrics family, for example <c>bytes</c>; null for none.</summary>
    public string? Unit { get; init; }

    private protected abstract string Type { get; }

    internal void Write(IBufferWriter<byte> writer, MetricFormat format)
    {
        if (!HasSeries && OmitWhenEmpty)
        {
            return;
        }

        MetricText.Append(writer, $"# HELP {Name} {Help}\n# TYPE {Name} {Type}\n");
        if (Unit is not null)
        {
            MetricText.Append(writer, $"# UNIT {Name} {Unit}\n");
        }

        WriteSeries(writer, format);
    }

    /// <summary>Families of istiod appear only after their first use; those of ztunnel always.</summary>
    internal bool OmitWhenEmpty { get; init; }

    private protected abstract bool HasSeries { get; }

    private protected abstract void WriteSeries(IBufferWriter<byte> writer, MetricFormat format);
}
