using Istio.Core.Logging;
using Istio.Core.Metrics;
using Istio.Core.Net;
using Istio.Core.Parts;
using Istio.Reactor;
using Istio.Security.Issuance;
using Istio.Security.Trust;
using Ztunnel.Admin;
using Ztunnel.Discovery;
using Ztunnel.Proxy;
using Ztunnel.Proxy.Outbound;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.Proxy.Tls;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel;

/// <summary>One running ztunnel: a list of parts, wired to each other.</summary>
internal sealed class ZtunnelProgram : IAsyncDisposable
{
    /// <summary>What a part may need beyond the drain of open connections.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(5);

    private readonly ZtunnelSettings _settings;
    private readonly LocalState _local;
    private readonly AdminServer _admin = new();
    private readonly MetricRegistry _metrics = new(openMetricsSuffix: true);
    private readonly ProxyServices _services;
    private readonly DataPlane _dataPlane;
    private readonly PartList _parts;
    private readonly TaskCompletionSource _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="issuer">Who signs certificates; what the settings say when null.</param>
    /// <param name="lookUp">Who resolves host names; the machine's resolver when null.</param>
    public ZtunnelProgram(ZtunnelSettings settings, TimeProvider time, ICertificateIssuer? issuer = null, Func<string, Task<IpAddress[]?>>? lookUp = null)
    {
        _settings = settings;
        Mesh = new(settings.Node);
        _local = settings.LocalState is { } yaml ? LocalStateReader.Read(yaml) : LocalState.Empty;
        Readiness = new Readiness(time);
        ProcessMetrics.Register(_metrics, VersionJson.IstioVersion(settings));
        var created = issuer is null ? ControlPlane.CreateIssuer(settings, time) : null;
        var certificates = new CertificateCache(issuer ?? created!, time, Random.Shared);
        var trust = new LiveTrust();
        var discovery = ControlPlane.CreateDiscovery(settings, Mesh, trust, Readiness, _metrics, time);
        _services = new ProxyServices(settings, Mesh, new MeshTls(certificates, trust, time), new TrafficMetrics(_metrics), new HostnameCache(lookUp ?? MachineResolver.LookUpAsync, time), new RefusalLog(time), time);
        _dataPlane = new DataPlane(_services, Readiness);
        IPart?[] parts =
        [
            new OwnedPart("memory", null, new QuietCollector(time)),
            new OwnedPart("readiness", ListenForReadinessAsync, _admin),
            new OwnedPart("certificates", null, created, certificates),
            new OwnedPart("local state", ApplyLocalStateAsync),
            discovery,
            new OwnedPart("refusals", null, _services.Refusals),
            _dataPlane,
            new OwnedPart("administration", ListenForPagesAsync),
        ];
        _parts = new PartList([.. parts.OfType<IPart>()], settings.TerminationDeadline + StopMargin, time, part => Readiness.Await($"{part} (failed)"));
    }

    public MeshStore Mesh { get; }

    public Readiness Readiness { get; }

    public LiveTrust Trust => _services.Tls.Trust;

    public MetricRegistry Metrics => _metrics;

    /// <summary>Faults with a <see cref="PartFailedException"/> when the proxy cannot go on.</summary>
    public Task Completion => _parts.Completion;

    /// <summary>Completes when a request over HTTP stops the program.</summary>
    public Task QuitRequested => _quit.Task;

    public IpPort AdminAddress { get; private set; }

    public IpPort StatsAddress { get; private set; }

    public IpPort ReadinessAddress { get; private set; }

    /// <summary>Runs until it is stopped, by its caller or over HTTP, or a part fails; then drains open connections and ends all parts.</summary>
    /// <returns>False when a part has failed; the log says which and why.</returns>
    /// <exception cref="IOException">A port of the program itself cannot be opened.</exception>
    public async Task<bool> RunAsync(Task stop)
    {
        await _parts.RunUntilAsync(Task.WhenAny(stop, QuitRequested), static () => { });
        Logs.Program.Info("shutting down, waiting for open connections");
        await DisposeAsync();
        return !_parts.HasFailed;
    }

    /// <exception cref="IOException">A port of the program itself cannot be opened.</exception>
    public Task StartAsync() => _parts.StartAsync();

    /// <summary>Drains open connections up to the deadline, then stops.</summary>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private async Task ListenForReadinessAsync() => ReadinessAddress = await _admin.ListenAsync(
        _settings.Readiness, "readiness", request => ValueTask.FromResult(ReadinessPages.Answer(request, Readiness)));

    private Task ApplyLocalStateAsync()
    {
        if (_settings.LocalState is not null)
        {
            _local.ApplyTo(Mesh);
            Logs.Xds.Begin(LogLevel.Info, "local config initialized")
                .Value("num_workloads", _local.Workloads.Count)
                .Value("num_policies", _local.Policies.Count)
                .Write();
        }

        return Task.CompletedTask;
    }

    private async Task ListenForPagesAsync()
    {
        var pages = new AdminPages(new ConfigDump(_services, _dataPlane, _local), _settings.LogLevels, () => _quit.TrySetResult());
        AdminAddress = await _admin.ListenAsync(_settings.Admin, "admin", pages.AnswerAsync);
        await ListenOnLoopback6Async(pages);
        StatsAddress = await _admin.ListenAsync(_settings.Stats, "stats", request => ValueTask.FromResult(StatsPages.Answer(request, _metrics)));
    }

    /// <summary>"localhost" may resolve to either address; a machine without ::1 has the first one only.</summary>
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
            Logs.Admin.Warn($"the administration port is on 127.0.0.1 only: {unavailable.Message}");
        }
    }
}
