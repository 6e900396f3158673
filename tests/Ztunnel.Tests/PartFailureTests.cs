using System.Net;
using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Core.Parts;
using Istio.Security.Certificates;
using Istio.Security.Issuance;
using Istio.Testing;
using Istio.Testing.Programs;
using Ztunnel.Settings;
using Ztunnel.Tests.Proxy;

namespace Ztunnel.Tests;

/// <summary>
/// What ztunnel does when one of its parts fails: it says which and why, is not ready any more, and ends; or the part goes on with an error in the log.
/// </summary>
public sealed class PartFailureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly IpPort AnyPort = new(IpAddress.Loopback, 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_of_discovery_ends_readiness_and_then_the_program()
    {
        var log = LogCapture.Instance;
        // 10 ms, doubled at each try: the first one that is due once the program has started.
        HashSet<TimeSpan> retries = [.. Enumerable.Range(0, 8).Select(static power => TimeSpan.FromMilliseconds(10 << power))];
        var hasStarted = false;
        var time = new FailingClock(due => Volatile.Read(ref hasStarted) && retries.Contains(due));
        await using var program = new ZtunnelProgram(Settings with { XdsAddress = new Uri("http://127.0.0.1:1") }, time);
        await program.StartAsync();
        Volatile.Write(ref hasStarted, true);

        var failure = await Assert.ThrowsAsync<PartFailedException>(() => program.Completion.WaitAsync(Limit, Cancellation));
        Assert.Equal(("discovery", $"discovery failed: {FailingClock.Message}"), (failure.Part, failure.Message));
        Assert.NotEmpty(log.Lines($"discovery failed: System.InvalidOperationException: {FailingClock.Message}"));
        using var http = new HttpClient();
        var answer = await http.GetAsync(new Uri($"http://{program.ReadinessAddress}/healthz/ready"), Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("discovery (failed)", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_ends_by_itself_when_a_part_fails()
    {
        var firstRetry = TimeSpan.FromMilliseconds(10);
        await using var program = new ZtunnelProgram(Settings with { XdsAddress = new Uri("http://127.0.0.1:1") }, new FailingClock(due => due == firstRetry));

        Assert.False(await program.RunAsync(new TaskCompletionSource().Task).WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task A_stop_that_was_asked_for_is_no_failure()
    {
        await using var program = new ZtunnelProgram(Settings, TimeProvider.System);
        var stop = new TaskCompletionSource();
        var running = program.RunAsync(stop.Task);
        stop.SetResult();

        Assert.True(await running.WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task A_follower_of_the_mesh_that_fails_is_not_ready_tries_again_and_goes_on()
    {
        var log = LogCapture.Instance;
        var issuer = new IssuerThatBreaksRemoval();
        await using var mesh = await LoopbackMesh.StartAsync(issuer: issuer);
        var client = mesh.Left.Mesh.Current.WorkloadByUid("c//Pod/shop/client")!;
        var broken = client with
        {
            Uid = "c//Pod/shop/broken",
            ServiceAccount = IssuerThatBreaksRemoval.Account,
            Addresses = [IpAddress.Parse($"{mesh.Client}31")],
        };
        mesh.Left.Mesh.Apply(builder => builder.Put(broken));
        await issuer.Asked.WaitAsync(Limit, Cancellation);

        mesh.Left.Mesh.Apply(builder => builder.RemoveAddress(broken.Uid));
        await Eventually.HoldsAsync(() => log.Lines(IssuerThatBreaksRemoval.Message).Any(IsOfFollower));
        await Eventually.HoldsAsync(() => mesh.Left.Readiness.Pending.Count == 0);

        var later = client with { Uid = "c//Pod/shop/later", ServiceAccount = "later", Addresses = [IpAddress.Parse($"{mesh.Client}32")] };
        mesh.Left.Mesh.Apply(builder => builder.Put(later));
        await Eventually.HoldsAsync(() => issuer.HasIssued(later.Identity));
    }

    [Fact]
    public async Task A_listener_of_the_mesh_that_fails_keeps_no_other_from_the_change()
    {
        var log = LogCapture.Instance;
        var issuer = new CountingIssuer(TimeSpan.FromHours(1));
        await using var mesh = await LoopbackMesh.StartAsync(issuer: issuer);
        mesh.Left.Mesh.Changed += static (_, _) => throw new InvalidOperationException("a listener's bug");
        var client = mesh.Left.Mesh.Current.WorkloadByUid("c//Pod/shop/client")!;
        var later = client with { Uid = "c//Pod/shop/later", ServiceAccount = "later", Addresses = [IpAddress.Parse($"{mesh.Client}33")] };

        mesh.Left.Mesh.Apply(builder => builder.Put(later));

        await Eventually.HoldsAsync(() => issuer.Requests(later.Identity) == 1);
        Assert.NotEmpty(log.Lines("a listener's bug"));
    }

    [Fact]
    public async Task An_exception_on_a_thread_reaches_the_log_before_the_process_ends()
    {
        var environment = new Dictionary<string, string>
        {
            ["PROXY_MODE"] = "standalone",
            ["NODE_NAME"] = "node-1",
            ["XDS_ADDRESS"] = "",
            ["FAKE_CA"] = "true",
            ["READINESS_PORT"] = "0",
            ["PROXY_CONFIG"] = "{proxyAdminPort: 0, statsPort: 0}",
        };
        using var ztunnel = DoomedProgram.Start(typeof(ZtunnelProgram).Assembly.Location, ["proxy"], environment);
        await ztunnel.WaitForAsync("component=\"stats\"", Cancellation);
        var (exitCode, log) = await ztunnel.FailAsync("made by a test", Cancellation);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("unhandled exception on thread victim: System.InvalidOperationException: made by a test", log, StringComparison.Ordinal);
    }

    private static bool IsOfFollower(string line) => line.Contains("\terror\tproxy\ta change of the mesh is not in force", StringComparison.Ordinal);

    private static ZtunnelSettings Settings => new()
    {
        Mode = ProxyMode.Standalone,
        Node = "node-1",
        FakeCa = true,
        Admin = AnyPort,
        Stats = AnyPort,
        Readiness = AnyPort,
        TerminationDeadline = TimeSpan.FromSeconds(1),
    };

    /// <summary>Never answers for one account; that its attempt is cancelled throws, into whoever removes the identity.</summary>
    private sealed class IssuerThatBreaksRemoval : ICertificateIssuer
    {
        public const string Account = "broken";
        public const string Message = "this attempt cannot be cancelled";

        private readonly CountingIssuer _issuer = new(TimeSpan.FromHours(1));
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public bool HasIssued(SpiffeId identity) => _issuer.Requests(identity) > 0;

        public async Task<WorkloadCertificate> IssueAsync(SpiffeId identity, CancellationToken cancellation)
        {
            if (identity.ServiceAccount == Account)
            {
                cancellation.Register(static () => throw new InvalidOperationException(Message));
                _asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            return await _issuer.IssueAsync(identity, cancellation);
        }
    }
}
