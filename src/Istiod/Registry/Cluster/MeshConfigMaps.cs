using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Model.Kinds.Mesh;
using Istiod.Registry.Mesh;

namespace Istiod.Registry.Cluster;

/// <summary>
/// The mesh configuration in ConfigMaps of istiod's namespace: <c>istio</c>, or <c>istio-REVISION</c> for a revision that is not the default, and one that
/// several revisions share (<c>SHARED_MESH_CONFIG</c>). When one of them goes away its settings stay in force, with a finding.
/// </summary>
internal sealed class MeshConfigMaps : IPart
{
    private const string DefaultRevision = "default";
    private const string Key = "mesh";

    private readonly FollowedMap _primary;
    private readonly FollowedMap? _shared;
    private readonly BackgroundTask _running;
    private int _isChanged;
    private int _isDisposed;

    /// <param name="shared">The name of the shared ConfigMap; empty for none.</param>
    public MeshConfigMaps(ApiClient client, string ns, string revision, string shared, TimeProvider time)
    {
        var name = revision is "" or DefaultRevision ? "istio" : $"istio-{revision}";
        Primary = Text(ns, name);
        Shared = Text(ns, shared);
        _primary = new(client, ns, name, Key, Tell, time);
        _shared = shared.Length == 0 ? null : new(client, ns, shared, Key, Tell, time);
        _running = new(stopping => Task.WhenAll(_primary.Reflector.RunAsync(stopping), _shared?.Reflector.RunAsync(stopping) ?? Task.CompletedTask));
    }

    /// <summary>Something is different, or all has come once. Any thread.</summary>
    public event Action? Changed;

    public MeshText Primary { get; }

    public MeshText Shared { get; }

    public bool HasSynced => _primary.Reflector.Synced.IsCompleted && (_shared is null || _shared.Reflector.Synced.IsCompleted);

    public string Name => "mesh configuration of the cluster";

    public Task Completion => _running.Completion;

    /// <summary>Begins to follow them. It may have begun before: the mesh configuration is known before there are parts.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        _running.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync() => _running.StopAsync();

    /// <summary>Something is different since the last call.</summary>
    public bool TakeChanged() => Interlocked.Exchange(ref _isChanged, 0) != 0;

    public MeshConfig ReadShared()
    {
        Update(Shared, _shared, MeshConfig.Default);
        return Shared.Current;
    }

    public void ReadPrimary(MeshConfig beneath) => Update(Primary, _primary, beneath);

    /// <summary>May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _running.DisposeAsync();
        _primary.Dispose();
        _shared?.Dispose();
    }

    private static MeshText Text(string ns, string name) => new($"ConfigMap {ns}/{name}, key {Key}", isPromised: false, keepsWhatWas: true);

    private static void Update(MeshText text, FollowedMap? map, MeshConfig beneath)
    {
        if (map?.Value is { } value)
        {
            text.Take(value, beneath);
        }
        else if (map is null || map.Reflector.Synced.IsCompleted)
        {
            text.TakeAbsence(beneath);
        }
    }

    private void Tell()
    {
        Volatile.Write(ref _isChanged, 1);
        Changed?.Invoke();
    }
}
