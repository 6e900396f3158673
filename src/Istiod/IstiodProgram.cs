using Istio.Core.Logging;
using Istio.Core.Metrics;
using Istio.Core.Parts;
using Istio.Core.Settings;
using Istio.Kubernetes.Sources;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istiod.Authority;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Registry;
using Istiod.Registry.Cluster;
using Istiod.Registry.Mesh;
using Istiod.Serving;
using Istiod.Settings;

namespace Istiod;

/// <summary>The control plane: a list of parts, wired to each other.</summary>
internal sealed class IstiodProgram : IAsyncDisposable
{
    private static readonly TimeSpan SlowReaderPatience = TimeSpan.FromSeconds(1);

    /// <summary>What a part may need beyond the drain of its calls.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(5);

    private readonly IstiodSettings _settings;
    private readonly DiscoveryServer _discovery;
    private readonly WebServer _web;
    private readonly PartList _parts;

    private IstiodProgram(
        IstiodSettings settings, MetricRegistry metrics, ClusterConnection? cluster, MeshConfigSource meshConfig, MeshGraph mesh, AuthorityHost authority, TimeProvider time)
    {
        _settings = settings;
        authority.Follow(mesh.Objects.Of(MeshConfig.Kind));
        var discoveryMetrics = new DiscoveryMetrics(metrics);
        _discovery = new(discoveryMetrics, time);
        var configuration = new ConfigurationPart(settings.Registry, meshConfig, authority.Roots, mesh, Source(settings, cluster, time), _discovery, metrics, time);
        var admission = new StreamAdmission(settings.Discovery.MaxStreamsPerSecond, settings.Discovery.MaxStreamAge, time);
        var throttle = new SendThrottle(settings.Discovery.PushThrottle, SlowReaderPatience, discoveryMetrics, time);
        var clients = new DiscoveryPart(_discovery, time);
        var pages = new DebugPages(configuration, clients);
        var ads = new AdsService(
            _discovery,
            admission,
            new ClientAuthentication(authority.Callers, settings.Discovery),
            new XdsDebug(_discovery, pages, settings.Instance.Namespace),
            settings.Discovery.ServesAmbient,
            throttle,
            discoveryMetrics,
            time);
        // Before the first commit no namespace is the root namespace.
        var debug = new DebugEndpoints(pages, new DebugAuthorization(authority.Callers, settings.Debug, settings.Discovery.Authenticates, () => mesh.Mesh?.RootNamespace ?? ""));
        _web = WebServer.Create(settings, authority, ads, new OperatorEndpoints(_discovery, metrics, settings.Serving.MetricsForLocalhostOnly), debug, time);
        var duties = cluster is null ? null : new ClusterDuties(cluster, settings, authority, mesh.Objects.Of(MeshConfig.Kind), meshConfig.Current.Discovery, time);
        _parts = new PartList(
            [
                authority,
                new OwnedPart("streams", null, _discovery, throttle),
                new WebPart(_web, settings.Serving.ShutdownDuration, time),
                configuration,
                clients,
                .. duties?.Parts ?? [],
            ],
            settings.Serving.ShutdownDuration + StopMargin,
            time,
            // Not ready from the moment of a failure on, and no stream goes on without its configuration.
            _ => _discovery.Stop());
    }

    /// <summary>Where istiod listens, once started.</summary>
    public BoundPorts Ports => _web.Ports;

    /// <summary>Faults with a <see cref="PartFailedException"/> when istiod cannot go on.</summary>
    public Task Completion => _parts.Completion;

    /// <summary>Makes the parts, after the certificate authority has loaded its CA.</summary>
    /// <param name="cluster">Null when no API server is read; not disposed here.</param>
    /// <param name="meshConfig">Has been read; not disposed here.</param>
    /// <exception cref="SettingsException">What was asked for cannot be had.</exception>
    /// <exception cref="AuthorityException">The certificate authority cannot be had.</exception>
    public static async Task<IstiodProgram> CreateAsync(
        IstiodSettings settings, ClusterConnection? cluster, MeshConfigSource meshConfig, TimeProvider time, CancellationToken cancellation = default)
    {
        Warn(settings);
        var metrics = new MetricRegistry();
        RegisterBuild(metrics, time);
        var mesh = new MeshGraph(
            KindCatalog.Mesh,
            new(settings.Instance.ClusterId, settings.Registry.Domain, settings.Instance.Namespace, settings.Registry.UsesAllocatedAddresses));
        var pods = new PublishedPods(mesh, settings.Instance.ClusterId);
        var authority = await AuthorityHost.CreateAsync(
            settings.Authority, meshConfig.Current.TrustDomain, pods, metrics, time, cluster?.Client, cancellation: cancellation);
        return new(settings, metrics, cluster, meshConfig, mesh, authority, time);
    }

    /// <summary>Runs until it is told to stop or a part fails, and ends all parts.</summary>
    /// <returns>False when a part has failed; the log says which and why.</returns>
    public async Task<bool> RunAsync(Task stop)
    {
        await _parts.RunUntilAsync(stop, Announce);
        await StopAsync();
        await DisposeAsync();
        return !_parts.HasFailed;
    }

    /// <summary>Listens, then reads the configuration; returns when clients are served.</summary>
    public async Task StartAsync()
    {
        await _parts.StartAsync();
        Announce();
    }

    /// <summary>Ends the streams, waits for open calls, stops the parts.</summary>
    public Task StopAsync()
    {
        Logs.Default.Info("istiod stops");
        return _parts.StopAsync();
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static ClusterSource? Source(IstiodSettings settings, ClusterConnection? cluster, TimeProvider time)
    {
        if (cluster is null)
        {
            return null;
        }

        var scope = new ClusterScope { Namespace = settings.Registry.Cluster!.WatchedNamespace, Revision = settings.Instance.Revision };
        return new($"cluster {settings.Instance.ClusterId}", cluster.Client, scope, time);
    }

    private static void Warn(IstiodSettings settings)
    {
        foreach (var flag in settings.IgnoredFlags)
        {
            Logs.Default.Warn($"flag --{flag} has no effect");
        }

        foreach (var variable in settings.IgnoredVariables)
        {
            Logs.Default.Warn($"environment variable {variable} has no effect");
        }

        if (!settings.Discovery.ServesAmbient)
        {
            Logs.Default.Warn("PILOT_ENABLE_AMBIENT is false: ztunnels are refused, and proxies of other types are not served yet; certificates and pages are");
        }
    }

    private void Announce()
    {
        foreach (var (listener, endPoint) in Ports.EndPoints)
        {
            Logs.Default.Info($"listening for {listener} on {endPoint}");
        }

        if (_settings.Serving.PortsFile.Length > 0)
        {
            Ports.Write(_settings.Serving.PortsFile);
        }
    }

    private static void RegisterBuild(MetricRegistry metrics, TimeProvider time)
    {
        var started = time.GetTimestamp();
        metrics.Gauge("pilot_info", "Pilot version and build information.", "version").With($"{OperatorEndpoints.Version}-dotnet").Set(1);
        metrics.Gauge("istio_build", "Istio component build info", "component", "tag").With("pilot", OperatorEndpoints.Version).Set(1);
        LogMetrics.Register(metrics);
        metrics.Gauge("istiod_uptime_seconds", "Current istiod server uptime in seconds").With().Observe(() => time.GetElapsedTime(started).TotalSeconds);
    }
}
