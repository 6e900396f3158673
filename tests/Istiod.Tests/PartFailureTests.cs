using System.Net;
using System.Net.Sockets;
using Istio.Core.Parts;
using Istio.Testing;
using Istio.Testing.Logging;
using Istio.Testing.Programs;
using Istiod.Registry.Mesh;
using Istiod.Serving;
using Istiod.Settings;
using Istiod.Tests.Authority;

namespace Istiod.Tests;

/// <summary>What istiod does when one of its parts fails: it says which and why, is not ready any more, and ends.</summary>
public sealed class PartFailureTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RecordedLog _log = RecordedLog.OfProcess;
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new();
    private MeshConfigSource? _meshConfig;

    public PartFailureTests()
    {
        Directory.CreateDirectory(_directory["config"]);
        _directory.Write("mesh.yaml", "trustDomain: cluster.local\n");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _meshConfig?.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_failure_of_the_configuration_loop_ends_readiness_and_then_all_parts()
    {
        // Only the wait between two pushes is that short.
        var longestRest = TimeSpan.FromMilliseconds(90);
        await using var program = await ProgramAsync(new FailingClock(due => due > TimeSpan.Zero && due <= longestRest), ("PILOT_DEBOUNCE_AFTER", "90ms"));
        await program.StartAsync();
        var ready = new Uri($"http://{program.Ports.EndPoints[Listener.Http]}/ready");
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(ready, Cancellation)).StatusCode);

        for (var i = 0; !program.Completion.IsCompleted; i++)
        {
            _directory.Write(Path.Combine("config", ".a"), SampleObjects.Policy($"a-{i}"));
            File.Move(_directory["config/.a"], _directory["config/a.yaml"], overwrite: true);
            await Task.WhenAny(program.Completion, Task.Delay(1, Cancellation));
        }

        var failure = await Assert.ThrowsAsync<PartFailedException>(() => program.Completion.WaitAsync(Limit, Cancellation));
        Assert.Equal(("configuration", $"configuration failed: {FailingClock.Message}"), (failure.Part, failure.Message));
        Assert.Contains(FailingClock.Message, Assert.Single(_log.Lines("configuration failed")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync(ready, Cancellation)).StatusCode);

        await program.DisposeAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPEndPoint.Parse(ready.Authority), Cancellation).AsTask());
    }

    [Fact]
    public async Task A_failure_of_the_upkeep_of_the_CA_ends_istiod_by_name()
    {
        var interval = TimeSpan.FromMinutes(77);
        await using var program = await ProgramAsync(
            new FailingClock(due => due == interval),
            ("ROOT_CA_DIR", _directory["none"]),
            ("CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL", "77m"),
            ("CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR", "false"));

        Assert.False(await program.RunAsync(new TaskCompletionSource().Task).WaitAsync(Limit, Cancellation));
        Assert.Contains(FailingClock.Message, Assert.Single(_log.Lines("certificate authority failed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_that_was_asked_for_is_no_failure()
    {
        await using var program = await ProgramAsync(TimeProvider.System);
        var stop = new TaskCompletionSource();
        var running = program.RunAsync(stop.Task);
        stop.SetResult();

        Assert.True(await running.WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task An_exception_on_a_thread_reaches_the_log_before_the_process_ends()
    {
        using var istiod = DoomedProgram.Start(
            typeof(IstiodProgram).Assembly.Location, ["discovery", .. Flags()], new Dictionary<string, string> { ["ROOT_CA_DIR"] = _directory["none"] });
        await istiod.WaitForAsync("listening for SecureGrpc", Cancellation);
        var (exitCode, log) = await istiod.FailAsync("made by a test", Cancellation);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("unhandled exception on thread victim: System.InvalidOperationException: made by a test", log, StringComparison.Ordinal);
    }

    private Task<IstiodProgram> ProgramAsync(TimeProvider time, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        if (variables.TryAdd("ROOT_CA_DIR", _directory.Path))
        {
            new TestCa(TimeProvider.System.GetUtcNow()).WriteCaCerts(_directory);
        }

        var settings = IstiodSettings.Read(Flags(), variables.GetValueOrDefault);
        _meshConfig = new(settings.Registry, maps: null, time);
        _meshConfig.Read();
        return IstiodProgram.CreateAsync(settings, cluster: null, _meshConfig, time, TestContext.Current.CancellationToken);
    }

    private string[] Flags() =>
    [
        "--configDir", _directory["config"], "--meshConfig", _directory["mesh.yaml"], "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0",
        "--grpcAddr", "127.0.0.1:0", "--secureGRPCAddr", "127.0.0.1:0", "--shutdownDuration", "5s",
    ];
}
