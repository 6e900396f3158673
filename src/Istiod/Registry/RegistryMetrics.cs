using Istio.Core.Metrics;

namespace Istiod.Registry;

/// <summary>istiod's metrics about configuration; names, help and buckets are Istio's.</summary>
internal sealed class RegistryMetrics(MetricRegistry registry)
{
    public Histogram DebounceTime { get; } = registry.Histogram(
        "pilot_debounce_time",
        "Delay in seconds between the first config enters debouncing and the merged push request is pushed into the push queue "
            + "(includes pushcontext_init_seconds).",
        [.01, .1, 1, 3, 5, 10, 20, 30]).With();

    public Histogram CommitTime { get; } =
        registry.Histogram("pilot_pushcontext_init_seconds", "Total time in seconds Pilot takes to init pushContext.", [.01, .1, .5, 1, 3, 5]).With();

    public CounterFamily PushTriggers { get; } =
        registry.Counter("pilot_push_triggers", "Total number of times a push was triggered, labeled by reason for the push.", "type");

    public CounterFamily InboundUpdates { get; } = registry.Counter("pilot_inbound_updates", "Total number of updates received by pilot.", "type");

    public CounterFamily ConfigEvents { get; } = registry.Counter("pilot_k8s_cfg_events", "Events from k8s config.", "type", "event");

    /// <summary>Documents that cannot be used, counted when they are read.</summary>
    public CounterFamily Rejected { get; } =
        registry.Counter("pilot_total_rejected_configs", "Total number of configs that Pilot had to reject or ignore.", "type", "name");

    /// <summary>Ours: what <c>/debug/findingsz</c> lists, in numbers.</summary>
    public GaugeFamily Findings { get; } =
        registry.Gauge("istiod_config_findings", "Findings about the configuration that hold now, by level and code.", "level", "code");

    public Gauge Services { get; } = registry.Gauge("pilot_services", "Total services known to pilot.").With();
}
