using Istio.Model.Objects;
using Istio.Model.Sources;
using Istiod.Discovery;

namespace Istiod.Registry;

/// <summary>
/// The one loop that owns the mesh: it waits for its sources, takes what they say, commits, and publishes. What it does for a change is in proportion to the
/// change. It knows no file and no API server.
/// </summary>
internal sealed class MeshLoop : IDisposable
{
    /// <summary>After which a source that failed is asked again.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly MeshGraph _graph;
    private readonly IReadOnlyList<IObjectSource> _sources;
    private readonly SourceMerge _merge;
    private readonly LayerFeed _feed;
    private readonly DiscoveryServer _server;
    private readonly RegistryMetrics _metrics;
    private readonly FindingLog _findingLog;
    private readonly TimeProvider _time;
    private readonly Debounce _debounce;
    private readonly ITimer _retry;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="sources">Where two describe one object, the first in the list is in force.</param>
    public MeshLoop(
        MeshGraph graph, IReadOnlyList<IObjectSource> sources, DiscoveryServer server, Debounce debounce, RegistryMetrics metrics, TimeProvider time)
    {
        _graph = graph;
        _sources = sources;
        _merge = new(sources, graph.Objects, graph.Findings);
        _feed = new(graph.Published);
        _server = server;
        _metrics = metrics;
        _findingLog = new(metrics);
        _time = time;
        _debounce = debounce;
        _retry = time.CreateTimer(_ => _debounce.Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var source in sources)
        {
            source.Changed += _debounce.Signal;
        }
    }

    /// <summary>Completes when every source has told everything and that was published.</summary>
    public Task Loaded => _loaded.Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            var started = _time.GetTimestamp();
            while (!TryLoad(started))
            {
                await _debounce.NextAsync(stopping);
            }

            while (true)
            {
                Commit("config", await _debounce.NextAsync(stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    public void Dispose()
    {
        foreach (var source in _sources)
        {
            source.Changed -= _debounce.Signal;
        }

        _retry.Dispose();
        _feed.Dispose();
    }

    /// <summary>Nothing is published before all is known: a client would take a mesh without its policies for the truth.</summary>
    private bool TryLoad(long started)
    {
        if (_sources.All(static source => source.HasSynced))
        {
            Commit("global", started);
        }

        if (_merge.IsComplete)
        {
            _loaded.TrySetResult();
        }

        return _merge.IsComplete;
    }

    /// <param name="signalledAt">Timestamp of the first signal; what changed may have been held back before.</param>
    private void Commit(string reason, long signalledAt)
    {
        var started = _time.GetTimestamp();
        var changes = _merge.Take();
        var changedAt = Math.Min(signalledAt, _merge.ChangedAt ?? signalledAt);
        _metrics.DebounceTime.Observe(_time.GetElapsedTime(changedAt, started).TotalSeconds);
        Count(changes);
        var written = _merge.Written;
        _findingLog.Report(_graph.Commit([.. changes], written), written.Locate);
        if (_merge.HasFailed)
        {
            _retry.Change(Retry, Timeout.InfiniteTimeSpan);
        }

        if (_merge.IsComplete && Publish(changedAt))
        {
            _metrics.Services.Set(_graph.Ambient.Services.Count);
            _metrics.PushTriggers.With(reason).Add(1);
            _metrics.CommitTime.Observe(_time.GetElapsedTime(started).TotalSeconds);
            Logs.Ads.Info($"Push debounce stable: {changes.Count} changed objects, {_time.GetElapsedTime(changedAt).TotalMilliseconds:F1}ms since the first change");
        }

        _debounce.Pushed(_time.GetElapsedTime(started));
    }

    /// <summary>The first publication is made whatever there is: clients wait for it.</summary>
    private bool Publish(long changedAt)
    {
        var changes = _feed.Take();
        if (changes.Count == 0 && _loaded.Task.IsCompleted)
        {
            return false;
        }

        _server.Publish(changes, changedAt);
        return true;
    }

    private void Count(List<ObjectChange> changes)
    {
        foreach (var change in changes.Where(static change => !change.Key.Kind.Versions.IsEmpty))
        {
            _metrics.ConfigEvents.With(change.Key.Kind.ToString(), change.Object is null ? "delete" : "update").Add(1);
            _metrics.InboundUpdates.With("config").Add(1);
        }
    }
}
