using System.Collections.Concurrent;
using Istio.Core.Metrics;
using Ztunnel.State;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>The four traffic counters, with Istio's names, help texts and label order.</summary>
internal sealed class TrafficMetrics
{
    private const string Unknown = "unknown";
    private const int MaxKnown = 4096;

    private static readonly string[] SourceLabelNames =
    [
        "source_workload",
        "source_canonical_service",
        "source_canonical_revision",
        "source_workload_namespace",
        "source_principal",
        "source_app",
        "source_version",
        "source_cluster",
    ];

    private static readonly string[] LabelNames =
    [
        "reporter",
        .. SourceLabelNames,
        "destination_service",
        "destination_service_namespace",
        "destination_service_name",
        "destination_workload",
        "destination_canonical_service",
        "destination_canonical_revision",
        "destination_workload_namespace",
        "destination_principal",
        "destination_app",
        "destination_version",
        "destination_cluster",
        "request_protocol",
        "response_flags",
        "connection_security_policy",
        "source_region",
        "source_zone",
        "destination_region",
        "destination_zone",
    ];

    private static readonly string[] OnDemandDnsLabelNames = [.. SourceLabelNames, "hostname"];

    private readonly ConcurrentDictionary<PartiesKey, TrafficSeries> _known = new();
    private readonly CounterFamily _opened;
    private readonly CounterFamily _closed;
    private readonly CounterFamily _received;
    private readonly CounterFamily _sent;
    private readonly CounterFamily _onDemandDns;
    private readonly CounterFamily _dryRun;

    public TrafficMetrics(MetricRegistry registry)
    {
        _opened = registry.Counter("istio_tcp_connections_opened", "The total number of TCP connections opened.", LabelNames);
        _closed = registry.Counter("istio_tcp_connections_closed", "The total number of TCP connections closed.", LabelNames);
        _received = registry.Counter(
            "istio_tcp_received_bytes", "The size of total bytes received during request in case of a TCP connection.", LabelNames);
        _sent = registry.Counter(
            "istio_tcp_sent_bytes", "The size of total bytes sent during response in case of a TCP connection.", LabelNames);
        _onDemandDns = registry.Counter(
            "istio_on_demand_dns", "The total number of requests that used on-demand DNS (unstable).", OnDemandDnsLabelNames);
        _dryRun = registry.Counter(
            "istio_authz_dry_run_decisions",
            "The total number of connections that a dry-run policy would have decided differently (unstable).",
            "policy",
            "decision");
        AcceptPauses = registry.Counter(
            "ztunnel_accept_pauses", "The total number of pauses of accepting for want of file descriptors or memory (unstable).").With();
    }

    /// <summary>Times that accepting paused because the process had no descriptor left.</summary>
    public Counter AcceptPauses { get; }

    /// <summary>Counts an opened connection and gives the counters of those between the same parties.</summary>
    public TrafficSeries Open(in TrafficParties parties)
    {
        var series = SeriesOf(parties);
        series.Opened.Increment();
        return series;
    }

    public void Close(in TrafficParties parties, TrafficSeries series, string flags)
    {
        var closed = flags == Outcome.NoFlags ? series.Closed : _closed.With(Labels(parties, flags));
        closed.Increment();
    }

    /// <summary>A connection to a workload that has a host name and no address.</summary>
    public void OnDemandDns(Workload source, string hostname) => _onDemandDns.With(
        Known(source.WorkloadName),
        Known(source.CanonicalName),
        Known(source.CanonicalRevision),
        Known(source.Namespace),
        source.Identity.ToString(),
        Known(source.CanonicalName),
        Known(source.CanonicalRevision),
        Known(source.ClusterId),
        Known(hostname)).Increment();

    /// <param name="policy">The policy in dry-run mode that would have changed the decision.</param>
    public void DryRun(string policy, bool allowed) => _dryRun.With(policy, allowed ? "allow" : "deny").Increment();

    private TrafficSeries SeriesOf(in TrafficParties parties)
    {
        if (parties.Claims is not null)
        {
            return NewSeries(parties); // from a request, so without number
        }

        var key = new PartiesKey(parties);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_known.Count >= MaxKnown)
        {
            _known.Clear(); // mostly of workloads that have changed since
        }

        return _known[key] = NewSeries(parties);
    }

    private TrafficSeries NewSeries(TrafficParties parties)
    {
        var labels = Labels(parties, Outcome.NoFlags);
        return new(_opened.With(labels), _received.With(labels), _sent.With(labels), () => _closed.With(labels));
    }

    private static string[] Labels(in TrafficParties parties, string flags)
    {
        var labels = new string[LabelNames.Length];
        Fill(labels, parties, flags);
        return labels;
    }

    private static void Fill(Span<string> labels, in TrafficParties parties, string flags)
    {
        var source = parties.SourceParty;
        var destination = TrafficParty.Of(parties.Destination);
        var service = parties.Service;
        labels[0] = parties.Reporter == Reporter.Source ? "source" : "destination";
        labels[1] = Known(source?.WorkloadName);
        labels[2] = Known(source?.CanonicalName);
        labels[3] = Known(source?.CanonicalRevision);
        labels[4] = Known(source?.Namespace);
        labels[5] = Known(parties.SourcePrincipal);
        labels[6] = labels[2];
        labels[7] = labels[3];
        labels[8] = Known(source?.ClusterId);
        labels[9] = Known(service?.Hostname);
        labels[10] = Known(service?.Namespace);
        labels[11] = Known(service?.Name);
        labels[12] = Known(destination?.WorkloadName);
        labels[13] = Known(destination?.CanonicalName);
        labels[14] = Known(destination?.CanonicalRevision);
        labels[15] = Known(destination?.Namespace);
        labels[16] = Known(parties.DestinationPrincipal);
        labels[17] = labels[13];
        labels[18] = labels[14];
        labels[19] = Known(destination?.ClusterId);
        labels[20] = "tcp";
        labels[21] = flags;
        labels[22] = parties.IsMutualTls ? "mutual_tls" : Unknown;
        labels[23] = Known(source?.Region);
        labels[24] = Known(source?.Zone);
        labels[25] = Known(destination?.Region);
        labels[26] = Known(destination?.Zone);
    }

    private static string Known(string? value) => string.IsNullOrEmpty(value) ? Unknown : value;
}
