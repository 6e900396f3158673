using Istio.Collections;
using Istio.Core.Metrics;
using Istio.Core.Parts;
using Istio.Core.Settings;
using Istio.Kubernetes.Sources;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Model.Sources;
using Istiod.Authority.Roots;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Registry.Files;
using Istiod.Registry.Mesh;
using Istiod.Registry.Pages;

namespace Istiod.Registry;

/// <summary>The configuration as a part: it has started when every source was read and all of it was published once, and fails with its loop.</summary>
internal sealed class ConfigurationPart : IPart, IDebugPages
{
    private readonly MeshGraph _mesh;
    private readonly FileSource? _files;
    private readonly ClusterSource? _cluster;
    private readonly IDisposable? _selecting;
    private readonly MeshLoop _loop;
    private readonly BackgroundTask _running;

    /// <param name="meshConfig">As it was read before the authority was made; not disposed here.</param>
    /// <param name="mesh">Disposed with the part.</param>
    /// <param name="cluster">Disposed with the part; null when no API server is read.</param>
    /// <exception cref="SettingsException">The folder is not there.</exception>
    public ConfigurationPart(
        RegistrySettings settings,
        MeshConfigSource meshConfig,
        RootSource roots,
        MeshGraph mesh,
        ClusterSource? cluster,
        DiscoveryServer server,
        MetricRegistry metrics,
        TimeProvider time)
    {
        _mesh = mesh;
        _files = settings.ConfigDirectory.Length == 0 ? null : new(settings, KindCatalog.Mesh, time);
        _cluster = cluster;
        if (cluster is not null)
        {
            cluster.Select(meshConfig.Current.Discovery);
            _selecting = mesh.Objects.Of(MeshConfig.Kind).Subscribe((_, changes) => Select(cluster, changes));
        }

        var debounce = new Debounce(settings.DebounceAfter, () => server.PushCost.Elapsed, time);
        IObjectSource?[] sources = [meshConfig, roots, _files, cluster];
        _loop = new(mesh, [.. sources.OfType<IObjectSource>()], server, debounce, new(metrics), time);
        _running = new(RunAsync);
    }

    public string Name => "configuration";

    public IReadOnlyList<DebugPage> Pages => [.. new FilePages(_mesh).All, .. new TablePages(_mesh).All];

    public Task Completion => _running.Completion;

    public async Task StartAsync(CancellationToken cancellation)
    {
        _cluster?.Start();
        _running.Start();
        await Task.WhenAny(_loop.Loaded, Completion).WaitAsync(cancellation);
        // To read everything takes several times the memory that is kept of it, and the collector would hold on to it.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    public async Task StopAsync()
    {
        await _running.StopAsync();
        await (_cluster?.StopAsync() ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _selecting?.Dispose();
        _loop.Dispose();
        _files?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _mesh.Dispose();
    }

    private static void Select(ClusterSource cluster, ReadOnlySpan<Change<ObjectName, MeshConfig>> changes)
    {
        foreach (ref readonly var change in changes)
        {
            cluster.Select((change.New ?? MeshConfig.Default).Discovery);
        }
    }

    /// <summary>The loop; it ends with a source that has failed, for what that one said is not true any more.</summary>
    private async Task RunAsync(CancellationToken stopping)
    {
        var loop = _loop.RunAsync(stopping);
        await await Task.WhenAny(loop, _cluster?.Completion ?? loop);
        await loop;
    }
}
