namespace Istio.Core.Metrics;

/// <summary>How metrics are written out.</summary>
public enum MetricFormat
{
    /// <summary>Prometheus text format 0.0.4.</summary>
    Prometheus,

    /// <summary>OpenMetrics 1.0: <c># UNIT</c> lines and a final <c># EOF</c>.</summary>
    OpenMetrics,
}
