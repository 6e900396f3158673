using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Istio.Core.Metrics;

/// <summary>A family whose series differ by label values. Looking a series up takes a lock-free read; hot paths keep the series.</summary>
public abstract class LabelledFamily<TSeries> : MetricFamily
    where TSeries : class
{
    private readonly string[] _labelNames;
    private readonly ConcurrentDictionary<LabelValues, TSeries> _series = new();

    private protected LabelledFamily(string name, string help, string[] labelNames)
        : base(name, help) => _labelNames = labelNames;

    private protected override bool HasSeries => !_series.IsEmpty;

    /// <summary>The series with these label values, made on first use.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the names.</exception>
    public TSeries With(params ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != _labelNames.Length)
        {
            throw new ArgumentException($"metric {Name} has {_labelNames.Length} labels, got {labelValues.Length} values", nameof(labelValues));
        }

        var key = new LabelValues(labelValues.ToArray());
        return _series.GetOrAdd(key, static (_, family) => family.NewSeries(), this);
    }

    /// <summary>Removes a series, so that it is no longer reported.</summary>
    public void Remove(params ReadOnlySpan<string> labelValues) => _series.TryRemove(new LabelValues(labelValues.ToArray()), out _);

    private protected abstract TSeries NewSeries();

    private protected abstract void WriteOne(IBufferWriter<byte> writer, string labels, TSeries series, MetricFormat format);

    private protected override void WriteSeries(IBufferWriter<byte> writer, MetricFormat format)
    {
        var text = new StringBuilder();
        foreach (var (values, series) in _series)
        {
            text.Clear();
            MetricText.AppendLabels(text, _labelNames, values.Values);
            WriteOne(writer, text.ToString(), series, format);
        }
    }

    private protected static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private readonly struct LabelValues(string[] values) : IEquatable<LabelValues>
    {
        public string[] Values { get; } = values;

        public bool Equals(LabelValues other) => Values.AsSpan().SequenceEqual(other.Values);

        public override bool Equals(object? obj) => obj is LabelValues other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var value in Values)
            {
                hash.Add(value);
            }

            return hash.ToHashCode();
        }
    }
}
