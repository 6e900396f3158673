using Istio.Core.Metrics;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>The counters of one set of labels, looked up once for all connections between the same parties.</summary>
/// <param name="close">Finds the counter of connections that ended without a flag; it appears with the first of them.</param>
internal sealed class TrafficSeries(Counter opened, Counter received, Counter sent, Func<Counter> close)
{
    private Counter? _closed;

    public Counter Opened => opened;

    /// <summary>Bytes from the client to the server.</summary>
    public Counter Received => received;

    /// <summary>Bytes from the server to the client.</summary>
    public Counter Sent => sent;

    public Counter Closed => _closed ??= close();
}
