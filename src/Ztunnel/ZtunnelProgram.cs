using Istio.Core.Logging;
using Istio.Core.Metrics;
using Istio.Core.Net;
using Istio.Reactor;
using Istio.Security.Issuance;
using Istio.Security.Trust;
using Istio.Xds.Client;
using Ztunnel.Admin;
using Ztunnel.Discovery;
using Ztunnel.Proxy;
using Ztunnel.Proxy.Outbound;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.Proxy.Tls;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel;

/// <summary>One running ztunnel: state, control plane clients, data plane and HTTP ports, started in this order and stopped in the reverse one.</summary>
internal sealed class ZtunnelProgram : IAsyncDisposable
{
    private const string StateTask = "state manager";
    private const string ProxyTask = "proxy";

    private readonly ZtunnelSettings _settings;
    private readonly LocalState _local;
    private readonly CertificateCache _certificates;
    private readonly DataPlane _dataPlane;
    private readonly AdminServer _admin = new();
    private readonly MetricRegistry _metrics = new(openMetricsSuffix: true);
    private readonly AdsClient? _discovery;
    private readonly ProxyServices _services;
    private readonly QuietCollector _collector;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _discovering = Task.CompletedTask;
    private bool _isDisposed;

    /// <param name="issuer">Who signs certificates; what the settings say when null.</param>
    /// <param name="lookUp">Who resolves host names; the machine's resolver when null.</param>
    public ZtunnelProgram(ZtunnelSettings settings, TimeProvider clock, ICertificateIssuer? issuer = null, Func<string, Task<IpAddress[]?>>? lookUp = null)
    {
        _settings = settings;
        _local = settings.LocalState is { } yaml ? LocalStateReader.Read(yaml) : LocalState.Empty;
        Readiness = new Readiness(clock);
        _collector = new QuietCollector(clock);
        ProcessMetrics.Register(_metrics, VersionJson.IstioVersion(settings));
        _certificates = new CertificateCache(issuer ?? ControlPlane.CreateIssuer(settings, clock), clock, Random.Shared);
        var trust = new LiveTrust();
        _discovery = ControlPlane.CreateDiscovery(settings, Mesh, trust, _metrics, clock);
        _services = new ProxyServices(settings, Mesh, new MeshTls(_certificates, trust, clock), new TrafficMetrics(_metrics), new HostnameCache(lookUp ?? MachineResolver.LookUpAsync, clock), clock);
        _dataPlane = new DataPlane(_services);
    }

    public MeshStore Mesh { get; } = new();

    public Readiness Readiness { get; }

    public LiveTrust Trust => _services.Tls.Trust;

    public MetricRegistry Metrics => _metrics;

    /// <summary>Completes when somebody asks the program to stop over HTTP.</summary>
    public Task QuitRequested => _quit.Task;

    public IpPort AdminAddress { get; private set; }

    public IpPort StatsAddress { get; private set; }

    public IpPort ReadinessAddress { get; private set; }

    /// <exception cref="IOException">A port of the program itself cannot be opened.</exception>
    public async Task StartAsync()
    {
        Readiness.Await(StateTask);
        Readiness.Await(ProxyTask);
        ReadinessAddress = await _admin.ListenAsync(
            _settings.Readiness, "readiness", request => ValueTask.FromResult(ReadinessPages.Answer(request, Readiness)));
        StartState();
        await _dataPlane.StartAsync();
        Readiness.Complete(ProxyTask);
        var pages = new AdminPages(new ConfigDump(_services, _dataPlane, _local), _settings.LogLevels, () => _quit.TrySetResult());
        AdminAddress = await _admin.ListenAsync(_settings.Admin, "admin", pages.AnswerAsync);
        await ListenOnLoopback6Async(pages);
        StatsAddress = await _admin.ListenAsync(_settings.Stats, "stats", request => ValueTask.FromResult(StatsPages.Answer(request, _metrics)));
        if (_discovery is null)
        {
            Readiness.Complete(StateTask);
        }
    }

    /// <summary>Drains open connections up to the deadline, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _dataPlane.DisposeAsync();
        await _stopping.CancelAsync();
        await _discovering;
        await _certificates.DisposeAsync();
        await _admin.DisposeAsync();
        _collector.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Whoever asks for "localhost" may get either address; a machine without ::1 has the first one only.</summary>
    private async Task ListenOnLoopback6Async(AdminPages pages)
    {
        if (!_settings.Ipv6 || _settings.Admin.Address != IpAddress.Loopback)
        {
            return;
        }

        try
        {
            await _admin.ListenAsync(new(IpAddress.Loopback6, AdminAddress.Port), "admin", pages.AnswerAsync);
        }
        catch (IOException unavailable)
        {
            LogScope.Get("admin", "administration, metrics and readiness ports").Warn($"the administration port is on 127.0.0.1 only: {unavailable.Message}");
        }
    }

    private void StartState()
    {
        if (_settings.LocalState is not null)
        {
            _local.ApplyTo(Mesh);
            LogScope.Get("xds", "xDS client").Begin(LogLevel.Info, "local config initialized")
                .Value("num_workloads", _local.Workloads.Count)
                .Value("num_policies", _local.Policies.Count)
                .Write();
        }

        if (_discovery is not null)
        {
            _discovering = Task.Run(() => _discovery.RunAsync(_stopping.Token));
            _ = AwaitStateAsync(_discovery);
        }
    }

    private async Task AwaitStateAsync(AdsClient discovery)
    {
        await discovery.Ready.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (discovery.Ready.IsCompletedSuccessfully)
        {
            Readiness.Complete(StateTask);
        }
    }
}
