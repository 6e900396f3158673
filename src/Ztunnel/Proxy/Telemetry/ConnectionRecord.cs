using Istio.Core.Logging;
using Istio.Core.Net;
using Istio.Http.Relaying;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>
/// One proxied connection from the decision to carry it until its end: counts its bytes and writes its one <see cref="Outcome"/>.
/// Belongs to one loop.
/// </summary>
internal sealed class ConnectionRecord
{
    private readonly ProxyServices _services;
    private readonly TrafficParties _parties;
    private readonly TrafficSeries _series;
    private readonly long _started;
    private bool _closed;

    private ConnectionRecord(ProxyServices services, in TrafficParties parties, IpPort source, IpPort destination, IpPort? authority)
    {
        _services = services;
        _parties = parties;
        Source = source;
        Destination = destination;
        Authority = authority;
        _started = services.Clock.GetTimestamp();
        _series = services.Metrics.Open(parties);
        Bytes = new RelayCounters(_series.Received, _series.Sent);
    }

    public IpPort Source { get; }

    /// <summary>The real socket address of the next hop or of the listener, 15008 for HBONE.</summary>
    public IpPort Destination { get; }

    /// <summary>The CONNECT authority; null for plain TCP.</summary>
    public IpPort? Authority { get; }

    public string? ServiceHostname => _parties.Service?.Hostname;

    /// <summary>What the relay moves: forward is from the client to the server.</summary>
    public RelayCounters Bytes { get; }

    public static ConnectionRecord Open(ProxyServices services, in TrafficParties parties, IpPort source, IpPort destination, IpPort? authority)
    {
        var record = new ConnectionRecord(services, parties, source, destination, authority);
        if (Logs.Access.IsEnabled(LogLevel.Debug))
        {
            record.Describe(Logs.Access.Begin(LogLevel.Debug, "connection opened")).Write();
        }

        return record;
    }

    /// <summary>Writes the outcome; only the first one counts, what follows is its consequence.</summary>
    public void Close(in Outcome outcome)
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _services.Metrics.Close(_parties, _series, outcome.Flags);
        var level = outcome.Detail is null ? LogLevel.Info : LogLevel.Error;
        if (Logs.Access.IsEnabled(level) && (!outcome.IsRefusal || IsAdmitted(outcome)))
        {
            WriteLine(level, outcome.Detail);
        }
    }

    private bool IsAdmitted(in Outcome outcome) => _services.Refusals.Admits(
        new(Source.Address, _parties.SourcePrincipal), new(outcome.Cause, _parties.Reporter, Authority ?? Destination), outcome.Detail);

    private void WriteLine(LogLevel level, string? error)
    {
        // Bytes are logged from the view of the pod that logs; the metrics are not turned round.
        var (sent, received) = _parties.Reporter == Reporter.Source ? (Bytes.Forward, Bytes.Backward) : (Bytes.Backward, Bytes.Forward);
        var milliseconds = (long)_services.Clock.GetElapsedTime(_started).TotalMilliseconds;
        var line = Describe(Logs.Access.Begin(level, "connection complete"))
            .Value("bytes_sent", sent)
            .Value("bytes_recv", received)
            .Text("duration", $"{milliseconds}ms")
            .TextIf("error", error);
        line.Write();
    }

    private LogLine Describe(LogLine line)
    {
        line = line.Value("src.addr", Source)
            .TextIf("src.workload", _parties.Source?.Name)
            .TextIf("src.namespace", _parties.Source?.Namespace ?? _parties.Claims?.Namespace)
            .TextIf("src.identity", _parties.SourcePrincipal)
            .Value("dst.addr", Destination);
        if (Authority is { } authority)
        {
            line = line.Value("dst.hbone_addr", authority);
        }

        return line.TextIf("dst.service", _parties.Service?.Hostname)
            .TextIf("dst.workload", _parties.Destination?.Name)
            .TextIf("dst.namespace", _parties.Destination?.Namespace)
            .TextIf("dst.identity", _parties.IsMutualTls ? _parties.DestinationPrincipal : null)
            .Text("direction", _parties.Reporter == Reporter.Source ? "outbound" : "inbound");
    }
}
