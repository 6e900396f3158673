using Istio.Core.Metrics;

namespace Istio.Core.Logging;

/// <summary>What the log says about itself in the metrics of a program.</summary>
public static class LogMetrics
{
    /// <summary>Istio has no such metric: its programs wait for the reader of their log.</summary>
    public static void Register(MetricRegistry registry) =>
        registry.Counter("istio_log_lines_dropped", "Log lines that were dropped because the log's reader did not take them in time or the log could not be written.")
            .With().Observe(static () => LogOutput.DroppedLines);
}
