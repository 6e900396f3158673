using System.Collections.Concurrent;
using Istio.Core.Metrics;
using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>istiod's metrics about xDS; names, help and buckets are Istio's.</summary>
internal sealed class DiscoveryMetrics(MetricRegistry registry)
{
    private static readonly double[] Seconds = [.01, .1, 1, 3, 5, 10, 20, 30];
    private static readonly double[] QueueSeconds = [.1, .5, 1, 3, 5, 10, 20, 30];
    private static readonly double[] Bytes = [1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000];

    private readonly ConcurrentDictionary<string, TypeSeries> _types = new(StringComparer.Ordinal);
    private long _largestRequest;

    /// <summary>By the Istio version of the proxy.</summary>
    public GaugeFamily Clients { get; } = registry.Gauge("pilot_xds", "Number of endpoints connected to this pilot using XDS.", "version");

    public CounterFamily Pushes { get; } = registry.Counter("pilot_xds_pushes", "Pilot build and send errors for lds, rds, cds and eds.", "type");

    public HistogramFamily PushTime { get; } =
        registry.Histogram("pilot_xds_push_time", "Total time in seconds Pilot takes to push lds, rds, cds and eds.", Seconds, "type");

    public Histogram SendTime { get; } =
        registry.Histogram("pilot_xds_send_time", "Total time in seconds Pilot takes to send generated configuration.", Seconds).With();

    public HistogramFamily ConfigSize { get; } =
        registry.Histogram("pilot_xds_config_size_bytes", "Distribution of configuration sizes pushed to clients", Bytes, "type");

    public Histogram QueueTime { get; } =
        registry.Histogram("pilot_proxy_queue_time", "Time in seconds, a proxy is in the push queue before being dequeued.", QueueSeconds).With();

    public Histogram ConvergenceTime { get; } = registry.Histogram(
        "pilot_proxy_convergence_time", "Delay in seconds between config change and a proxy receiving all required configuration.", QueueSeconds).With();

    public CounterFamily StaleNonces { get; } = registry.Counter("pilot_xds_expired_nonce", "Total number of XDS requests with an expired nonce.", "type");

    public CounterFamily Rejections { get; } =
        registry.Counter("pilot_total_xds_rejects", "Total number of XDS responses from pilot rejected by proxy.", "type");

    public Counter SlowWrites { get; } = registry.Counter("pilot_xds_write_timeout", "Pilot XDS response write timeouts.").With();

    private Gauge LargestRequest { get; } = registry.Gauge("pilot_xds_recv_max", "The maximum size request we have received so far.").With();

    public void Received(int bytes)
    {
        if (bytes > Interlocked.Read(ref _largestRequest))
        {
            Interlocked.Exchange(ref _largestRequest, bytes);
            LargestRequest.Set(bytes);
        }
    }

    public void Sent(ResourceType type, int bytes, TimeSpan took)
    {
        // A type that a client made up is no label of its own: see ResourceTypes.Of.
        var label = ResourceTypes.IsKnown(type.TypeUrl) ? type.TypeUrl : type.Metric;
        if (!_types.TryGetValue(label, out var series))
        {
            series = _types.GetOrAdd(label, new TypeSeries(Pushes.With(type.Metric), ConfigSize.With(label), PushTime.With(type.Metric)));
        }

        series.Pushes.Add(1);
        series.ConfigSize.Observe(bytes);
        series.PushTime.Observe(took.TotalSeconds);
    }

    private sealed record TypeSeries(Counter Pushes, Histogram ConfigSize, Histogram PushTime);
}
