using Istio.Core.Metrics;
using Istio.Core.Parts;
using Istio.Core.Settings;
using Istio.Model.Objects;
using Istiod.Authority.Roots;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Registry.Files;
using Istiod.Registry.Pages;

namespace Istiod.Registry;

/// <summary>The configuration as a part: it has started when every source was read and all of it was published once, and fails with its loop.</summary>
internal sealed class ConfigurationPart : IPart, IDebugPages
{
    private readonly MeshGraph _mesh;
    private readonly MeshFileSource _meshFile;
    private readonly FileSource _files;
    private readonly MeshLoop _loop;
    private readonly BackgroundTask _running;

    /// <param name="meshFile">As it was read before the authority was made.</param>
    /// <param name="mesh">Disposed with the part.</param>
    /// <exception cref="SettingsException">The folder is not there.</exception>
    public ConfigurationPart(
        RegistrySettings settings, MeshFile meshFile, RootSource roots, MeshGraph mesh, DiscoveryServer server, MetricRegistry metrics, TimeProvider time)
    {
        _mesh = mesh;
        _meshFile = new(meshFile, settings, time);
        _files = new(settings, KindCatalog.Mesh, time);
        var debounce = new Debounce(settings.DebounceAfter, () => server.PushCost.Elapsed, time);
        _loop = new(mesh, [_meshFile, roots, _files], server, debounce, new(metrics), time);
        _running = new(_loop.RunAsync);
    }

    public string Name => "configuration";

    public IReadOnlyList<DebugPage> Pages => [.. new FilePages(_mesh).All, .. new TablePages(_mesh).All];

    public Task Completion => _running.Completion;

    public async Task StartAsync(CancellationToken cancellation)
    {
        _running.Start();
        await Task.WhenAny(_loop.Loaded, Completion).WaitAsync(cancellation);
        // To read everything takes several times the memory that is kept of it, and the collector would hold on to it.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    public Task StopAsync() => _running.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _loop.Dispose();
        _files.Dispose();
        _meshFile.Dispose();
        _mesh.Dispose();
    }
}
