using Istio.Core.Logging;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>
/// Keeps the access log readable while one peer is refused again and again: in each period the first refusals of a kind have lines of their own, the others
/// are counted and reported in one line at the end of the period. Every refusal is in one of these lines (decision 0026). Used from every loop; only refusals
/// come here.
/// </summary>
internal sealed class RefusalLog : IDisposable
{
    /// <summary>Lines of one kind for one peer in a period.</summary>
    public const int LinesPerPeriod = 20;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>A peer chooses the port that it asks for: so many of its kinds are counted separately, the rest share one count for each cause.</summary>
    public const int MaxKinds = 64;

    private const int MaxPeers = 1024;

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly TimeProvider _clock;
    private Dictionary<RefusalPeer, Dictionary<RefusalKind, RefusalCount>> _peers = [];
    private long _began;

    public RefusalLog(TimeProvider time)
    {
        _clock = time;
        _timer = time.CreateTimer(static log => ((RefusalLog)log!).EndPeriod(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts a refusal.</summary>
    /// <param name="detail">The error as the access log prints it.</param>
    /// <returns>Whether it is to have a line of its own.</returns>
    public bool Admits(RefusalPeer peer, RefusalKind kind, string? detail)
    {
        lock (_lock)
        {
            if (_peers.Count == 0)
            {
                _began = _clock.GetTimestamp();
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }

            var count = CountOf(KindsOf(peer), kind);
            if (count.Written < LinesPerPeriod)
            {
                count.Written++;
                return true;
            }

            count.Gathered++;
            count.Detail = detail;
            return false;
        }
    }

    /// <summary>Writes what is gathered; for the end of the program.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        EndPeriod();
    }

    private static RefusalCount CountOf(Dictionary<RefusalKind, RefusalCount> kinds, RefusalKind kind)
    {
        if (kinds.TryGetValue(kind, out var known))
        {
            return known;
        }

        var key = kinds.Count < MaxKinds ? kind : kind with { Destination = default };
        if (!kinds.TryGetValue(key, out var count))
        {
            kinds[key] = count = new RefusalCount();
        }

        return count;
    }

    private static void Write(RefusalPeer peer, RefusalKind kind, RefusalCount count, TimeSpan period)
    {
        var line = Logs.Access.Begin(LogLevel.Warn, "refusals gathered");
        if (!peer.Address.IsNone)
        {
            line = line.Value("src.ip", peer.Address);
        }

        line = line.TextIf("src.identity", peer.Identity);
        if (!kind.Destination.Address.IsNone)
        {
            line = line.Value("dst.addr", kind.Destination);
        }

        line.Text("direction", kind.Reporter == Reporter.Source ? "outbound" : "inbound")
            .Value("count", count.Gathered)
            .Text("duration", $"{(long)period.TotalMilliseconds}ms")
            .TextIf("error", count.Detail)
            .Write();
    }

    private Dictionary<RefusalKind, RefusalCount> KindsOf(RefusalPeer peer)
    {
        if (_peers.TryGetValue(peer, out var known))
        {
            return known;
        }

        var key = _peers.Count < MaxPeers ? peer : default;
        if (!_peers.TryGetValue(key, out var kinds))
        {
            _peers[key] = kinds = [];
        }

        return kinds;
    }

    private void EndPeriod()
    {
        Dictionary<RefusalPeer, Dictionary<RefusalKind, RefusalCount>> ended;
        TimeSpan period;
        lock (_lock)
        {
            (ended, _peers) = (_peers, []);
            period = _clock.GetElapsedTime(_began);
        }

        foreach (var (peer, kinds) in ended)
        {
            foreach (var (kind, count) in kinds)
            {
                if (count.Gathered > 0)
                {
                    Write(peer, kind, count, period);
                }
            }
        }
    }
}
