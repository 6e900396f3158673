using Istio.Core.Metrics;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>The byte counters of one connection's label set.</summary>
/// <param name="Received">Bytes from the client towards the server.</param>
/// <param name="Sent">Bytes from the server towards the client.</param>
internal readonly record struct TrafficCounters(Counter Received, Counter Sent);
