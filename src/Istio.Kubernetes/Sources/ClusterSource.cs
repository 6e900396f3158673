using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;
using Istio.Kubernetes.Readers;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istio.Kubernetes.Sources;

/// <summary>
/// The objects of a cluster as a source: one reflector for each kind. Namespaces come first, for they decide which objects are kept.
/// </summary>
public sealed class ClusterSource : IObjectSource, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly NamespaceFilter _filter = new();
    private readonly PendingChanges _pending;
    private readonly List<(KindStore Store, Reflector Reflector)> _kinds = [];
    private readonly Reflector _definitions;
    private readonly BackgroundTask _running;
    private volatile bool _hasSynced;

    public ClusterSource(string name, ApiClient client, ClusterScope scope, TimeProvider time)
    {
        Name = name;
        _pending = new(time);
        var readers = new ObjectReaders();
        foreach (var kind in scope.Kinds.Where(static kind => !kind.Versions.IsEmpty))
        {
            var store = new KindStore(kind, readers.Of(kind), scope, _filter, _pending, _gate, Tell) { Follower = kind.Equals(Namespace.Kind) ? FollowNamespace : null };
            _kinds.Add((store, new(client, TargetOf(kind, scope), store, time)));
        }

        _definitions = new(client, DefinitionWatch.Target, new DefinitionWatch(Wake), time);
        _running = new(RunAsync);
    }

    public event Action? Changed;

    public string Name { get; }

    public bool HasSynced => _hasSynced;

    /// <summary>Faults when following the cluster has come to an end by a fault of the program.</summary>
    public Task Completion => _running.Completion;

    public void Start() => _running.Start();

    public Task StopAsync() => _running.StopAsync();

    /// <summary>From here on only objects of these namespaces are kept. Any thread.</summary>
    public void Select(NamespaceDiscovery discovery)
    {
        lock (_gate)
        {
            if (_filter.Select(discovery) is not { } changed)
            {
                Sort(static _ => true);
            }
            else if (changed.Count > 0)
            {
                Sort(new HashSet<string>(changed, StringComparer.Ordinal).Contains);
            }
        }

        Tell();
    }

    public SourceChanges Take()
    {
        lock (_gate)
        {
            return _pending.Take();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        foreach (var (_, reflector) in _kinds)
        {
            reflector.Dispose();
        }

        _definitions.Dispose();
    }

    private static WatchTarget TargetOf(Kind kind, ClusterScope scope)
    {
        var resource = new Resource(kind.Group, kind.Versions[0], kind.Plural, kind.IsNamespaced);
        return new(resource, kind.IsNamespaced ? scope.Namespace : "");
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var tasks = new List<Task> { _definitions.RunAsync(ending.Token) };
        try
        {
            var namespaces = _kinds.Find(static entry => entry.Store.Kind.Equals(Namespace.Kind)).Reflector;
            if (namespaces is not null)
            {
                tasks.Add(namespaces.RunAsync(ending.Token));
                await Task.WhenAny([.. tasks, namespaces.Synced]);
            }

            tasks.AddRange(_kinds.Where(entry => entry.Reflector != namespaces).Select(entry => entry.Reflector.RunAsync(ending.Token)));
            tasks.Add(SyncAsync(ending.Token));
            await foreach (var ended in Task.WhenEach(tasks))
            {
                await ended;
            }
        }
        finally
        {
            // One that has failed ends the others, for the source as a whole is no longer true.
            await ending.CancelAsync();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SyncAsync(CancellationToken stopping)
    {
        foreach (var (_, reflector) in _kinds)
        {
            await reflector.Synced.WaitAsync(stopping);
        }

        _hasSynced = true;
        Changed?.Invoke();
    }

    private void Tell()
    {
        if (_hasSynced && _pending.Any)
        {
            Changed?.Invoke();
        }
    }

    private void FollowNamespace(ObjectName name, ConfigObject? found)
    {
        if (found is Namespace ns ? _filter.Set(ns) : _filter.Remove(name.Name))
        {
            Sort(changed => changed == name.Name);
        }
    }

    /// <summary>These namespaces are kept now or are not any more.</summary>
    private void Sort(Func<string, bool> isChanged)
    {
        foreach (var (store, reflector) in _kinds)
        {
            store.Leave(ns => isChanged(ns) && !_filter.Includes(ns));
            if (store.HasPassedOver(ns => isChanged(ns) && _filter.Includes(ns)))
            {
                reflector.Restart();
            }
        }
    }

    /// <summary>A kind is new: whoever waits for it looks at once.</summary>
    private void Wake(string qualifiedName)
    {
        foreach (var (_, reflector) in _kinds)
        {
            if (reflector.Target.Resource.QualifiedName == qualifiedName)
            {
                reflector.Wake();
            }
        }
    }
}
