using Istio.Core.Metrics;

namespace Istio.Xds.Client;

/// <summary>ztunnel's metrics about its xDS stream, by its names.</summary>
public sealed class AdsClientMetrics(MetricRegistry registry)
{
    private readonly CounterFamily _terminations = registry.Counter(
        "istio_xds_connection_terminations", "The total number of completed connections to xds server (unstable).", "reason");

    private readonly CounterFamily _messages = registry.Counter("istio_xds_message", "Total number of messages received (unstable).", "url");

    private readonly CounterFamily _bytes = registry.CounterWithUnit("istio_xds_message_bytes", "Total number of bytes received (unstable).", "bytes", "url");

    internal void Terminated(StreamEnd end) => _terminations.With(end.ToString()).Add(1);

    internal void Received(string typeUrl, int bytes)
    {
        _messages.With(typeUrl).Add(1);
        _bytes.With(typeUrl).Add(bytes);
    }
}
