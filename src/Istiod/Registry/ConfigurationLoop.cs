using Istio.Collections;
using Istio.Core.Logging;
using Istio.Core.Settings;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istiod.Settings;

namespace Istiod.Registry;

/// <summary>
/// The one loop that owns configuration: what changed in files or in trust is gathered, read, turned into objects, committed, and published. What it does
/// for a change is in proportion to the change.
/// </summary>
internal sealed class ConfigurationLoop : IDisposable
{
    private static readonly LogScope Log = LogScope.Get("ads", "ads debugging");

    private readonly Lock _reading = new();
    private readonly TouchedPaths _touched;
    private readonly FindingLedger _ledger;
    private readonly ConfigurationFiles _files;
    private readonly ConfigFolder _folder;
    private readonly string _meshFile;
    private readonly MeshConfigSource _mesh;
    private readonly MeshPublisher _publisher;
    private readonly PodPlacement _pods;
    private readonly RegistryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Debounce _debounce;
    private readonly FindingLog _findingLog;
    private readonly ConfigWatch _watch;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ValueList<Finding> _meshFindings = [];
    private long _listed;

    /// <param name="ledger">The one that <paramref name="publisher"/> tells.</param>
    /// <exception cref="SettingsException">The folder is not there.</exception>
    public ConfigurationLoop(
        IstiodSettings settings,
        MeshConfigSource mesh,
        PodPlacement pods,
        MeshPublisher publisher,
        FindingLedger ledger,
        RegistryMetrics metrics,
        TimeProvider time)
    {
        _ledger = ledger;
        _files = new(DecodeOptions.Files, ledger);
        var root = Path.GetFullPath(settings.Registry.ConfigDirectory);
        _folder = new(root, ConfigLimits.Default, time);
        _mesh = mesh;
        _pods = pods;
        _publisher = publisher;
        _metrics = metrics;
        _time = time;
        _debounce = new(settings.Registry.DebounceAfter, () => publisher.PushCost, time);
        _touched = new(settings.Registry.DebounceAfter, settings.Registry.DebounceMax, _debounce.Signal, time);
        _findingLog = new(metrics);
        _publisher.TrustChanged += _debounce.Signal;
        _meshFile = Path.GetFullPath(settings.Registry.MeshConfigFile);
        _watch = new(root, _meshFile, _touched.Add, () => _folder.HasLinks, time);
    }

    /// <summary>Completes when everything was read and published once.</summary>
    public Task Loaded => _loaded.Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        Commit("global", _time.GetTimestamp(), touched: null);
        _loaded.TrySetResult();
        try
        {
            while (true)
            {
                var changedAt = await _debounce.NextAsync(stopping);
                var started = _time.GetTimestamp();
                var touched = _touched.Take(out var touchedAt);
                changedAt = Math.Min(changedAt, touchedAt ?? changedAt);
                _metrics.DebounceTime.Observe(_time.GetElapsedTime(changedAt, started).TotalSeconds);
                Commit("config", changedAt, touched);
                _debounce.Pushed(_time.GetElapsedTime(started));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>The objects in force, for a status page.</summary>
    public IReadOnlyList<HeldObject> Objects()
    {
        lock (_reading)
        {
            return [.. _files.Objects.Values];
        }
    }

    /// <summary>Findings looked at so far, for commits and for pages: a commit looks at those that it changes.</summary>
    public long FindingsSeen
    {
        get
        {
            lock (_reading)
            {
                return _listed + _ledger.Entries;
            }
        }
    }

    /// <summary>All that is to be said about files and the objects in them: for pages.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        lock (_reading)
        {
            Finding[] all = [.. _files.Findings, .. _mesh.Findings, .. _publisher.Findings.Select(Locate)];
            _listed += all.Length;
            return all;
        }
    }

    /// <summary>Looks at the derived tables between two commits.</summary>
    public void Inspect(Action<Graph> look)
    {
        lock (_reading)
        {
            look(_publisher.Tables);
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _touched.Dispose();
    }

    /// <param name="touched">What to read again; null for everything.</param>
    private void Commit(string reason, long changedAt, List<string>? touched)
    {
        lock (_reading)
        {
            var started = _time.GetTimestamp();
            var files = touched is null ? _folder.ReadAll() : _folder.Read(touched);
            var changes = _files.Apply([.. files]);
            // It may be half written while something else is read.
            var meshChanged = (touched is null || touched.Contains("") || touched.Contains(_meshFile)) && _mesh.Read();
            Count(changes);
            _pods.Apply(changes);
            var published = _publisher.Publish(changes, meshChanged || touched is null ? _mesh.Current : null, changedAt, isFirst: touched is null);
            FollowMeshFindings();
            _findingLog.Report(_ledger.Take(), Locate);
            if (published)
            {
                _metrics.Services.Set(_publisher.ServiceCount);
                _metrics.PushTriggers.With(reason).Add(1);
                _metrics.CommitTime.Observe(_time.GetElapsedTime(started).TotalSeconds);
                var age = _time.GetElapsedTime(changedAt).TotalMilliseconds;
                Log.Info($"Push debounce stable: {changes.Count} changed objects in {files.Count} files, {age:F1}ms since the first change");
            }
        }
    }

    private void FollowMeshFindings()
    {
        if (!ReferenceEquals(_meshFindings, _mesh.Findings))
        {
            _ledger.Remove(_meshFindings);
            _meshFindings = _mesh.Findings;
            _ledger.Add(_meshFindings);
        }
    }

    // Findings about an object as a whole point to where it is written.
    private Finding Locate(Finding finding) =>
        finding.Location is null && finding.Resource is { } key && _files.Objects.TryGetValue(key, out var held)
            ? finding with { Location = held.Location }
            : finding;

    private void Count(ValueList<ObjectChange> changes)
    {
        foreach (var change in changes)
        {
            _metrics.ConfigEvents.With(change.Key.Kind.ToString(), change.Object is null ? "delete" : "update").Add(1);
            _metrics.InboundUpdates.With("config").Add(1);
        }
    }
}
