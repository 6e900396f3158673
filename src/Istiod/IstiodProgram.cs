using Istio.Core.Logging;
using Istio.Core.Metrics;
using Istio.Model.Findings;
using Istiod.Authority;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Registry;
using Istiod.Serving;
using Istiod.Settings;

namespace Istiod;

/// <summary>The control plane, put together: authority, configuration, discovery, pages, ports.</summary>
internal sealed class IstiodProgram : IAsyncDisposable
{
    private static readonly TimeSpan SlowReaderPatience = TimeSpan.FromSeconds(1);

    // Clients read why their stream ended before the connection goes: some report a closed connection instead when both come at once.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(100);

    private static readonly LogScope Log = LogScope.Get("default", "Unscoped logging messages.");

    private readonly IstiodSettings _settings;
    private readonly TimeProvider _time;
    private readonly AuthorityHost _authority;
    private readonly DiscoveryServer _discovery;
    private readonly MeshPublisher _publisher;
    private readonly ConfigurationLoop _configuration;
    private readonly StreamAdmission _admission;
    private readonly SendThrottle _throttle;
    private readonly WebServer _web;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    /// <exception cref="SettingsException">What was asked for cannot be had.</exception>
    /// <exception cref="AuthorityException">The certificate authority cannot be had.</exception>
    public IstiodProgram(IstiodSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        var metrics = new MetricRegistry();
        RegisterBuild(metrics, time);
        var mesh = new MeshConfigSource(settings.MeshConfigFile, settings.NamesMeshConfig);
        mesh.Read();
        var pods = new PodPlacement(settings.ClusterId);
        _authority = AuthorityHost.Start(settings.Authority, () => mesh.Current.TrustDomain, pods, metrics, time);
        var discoveryMetrics = new DiscoveryMetrics(metrics);
        _discovery = new(discoveryMetrics, time);
        var findings = new FindingLedger();
        _publisher = new(settings, _discovery, _authority.Trust, findings);
        _configuration = new(settings, mesh, pods, _publisher, findings, new RegistryMetrics(metrics), time);
        _admission = new(settings.MaxStreamsPerSecond, settings.MaxStreamAge, time);
        _throttle = new(settings.PushThrottle, SlowReaderPatience, discoveryMetrics, time);
        var pages = new DebugPages(_discovery, _configuration, mesh);
        var ads = new AdsService(
            _discovery,
            _admission,
            new ClientAuthentication(_authority.Callers, settings),
            new XdsDebug(_discovery, pages, settings.Namespace),
            settings.ServesAmbient,
            _throttle,
            discoveryMetrics,
            time);
        var debug = new DebugEndpoints(pages, new DebugAuthorization(_authority.Callers, settings, () => mesh.Current.RootNamespace));
        _web = WebServer.Create(settings, _authority, ads, new OperatorEndpoints(_discovery, metrics, settings.MetricsForLocalhostOnly), debug);
    }

    /// <summary>Where istiod listens, once started.</summary>
    public BoundPorts Ports => _web.Ports;

    /// <summary>Ends only with <see cref="StopAsync"/>, or by a fault that istiod cannot go on with.</summary>
    public Task Completion => _loop;

    /// <summary>Listens, then reads the configuration; returns when clients are served.</summary>
    public async Task StartAsync()
    {
        foreach (var flag in _settings.IgnoredFlags)
        {
            Log.Warn($"flag --{flag} has no effect");
        }

        if (!_settings.ServesAmbient)
        {
            Log.Warn("PILOT_ENABLE_AMBIENT is false: ztunnels are refused, and proxies of other types are not served yet; certificates and pages are");
        }

        await _web.StartAsync();
        _loop = _configuration.RunAsync(_stopping.Token);
        await await Task.WhenAny(_configuration.Loaded, _loop);
        foreach (var (listener, endPoint) in Ports.EndPoints)
        {
            Log.Info($"listening for {listener} on {endPoint}");
        }

        if (_settings.PortsFile.Length > 0)
        {
            Ports.Write(_settings.PortsFile);
        }
    }

    public async Task StopAsync()
    {
        Log.Info("istiod stops");
        _discovery.Stop();
        await Task.Delay(Farewell, _time);
        using var limit = new CancellationTokenSource(_settings.ShutdownDuration);
        await _web.StopAsync(limit.Token);
        await _stopping.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await _web.DisposeAsync();
        _configuration.Dispose();
        _publisher.Dispose();
        _throttle.Dispose();
        _admission.Dispose();
        _discovery.Dispose();
        await _authority.DisposeAsync();
        _stopping.Dispose();
    }

    private static void RegisterBuild(MetricRegistry metrics, TimeProvider time)
    {
        var started = time.GetTimestamp();
        metrics.Gauge("pilot_info", "Pilot version and build information.", "version").With($"{OperatorEndpoints.Version}-dotnet").Set(1);
        metrics.Gauge("istio_build", "Istio component build info", "component", "tag").With("pilot", OperatorEndpoints.Version).Set(1);
        metrics.Gauge("istiod_uptime_seconds", "Current istiod server uptime in seconds").With().Observe(() => time.GetElapsedTime(started).TotalSeconds);
    }
}
