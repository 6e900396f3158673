using System.Net;
using System.Net.Sockets;
using Istio.Kubernetes.Client;
using Istio.Testing.Kubernetes;
using Istio.Testing.Logging;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
using Istiod.Tests.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Roots.Kept;

public sealed class FirstLoadTests(SharedKubeApi shared)
{
    private readonly FakeTimeProvider _time = new(TestMoment.Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StatusCodes.Status503ServiceUnavailable, "HTTP 503")]
    [InlineData(StatusCodes.Status403Forbidden, "HTTP 403; istiod's account needs get, create and patch of secrets in its namespace")]
    public async Task An_API_server_that_comes_back_is_waited_for(int status, string reason)
    {
        var log = RecordedLog.OfProcess;
        using var cluster = await ClusterCa.CreateAsync(shared);
        await using var proxy = await ApiProxy.StartAsync(cluster.Api);
        var refusals = 2;
        proxy.Before = http =>
        {
            var isRefused = refusals-- > 0;
            http.Response.StatusCode = isRefused ? status : StatusCodes.Status200OK;
            return Task.FromResult(isRefused);
        };
        using var client = proxy.Client();

        var material = await FirstLoad.LoadAsync(cluster.Authority(TimeProvider.System, client: client), TimeProvider.System, Cancellation);

        Assert.Equal(material.Roots, (await cluster.Authority(TimeProvider.System).LoadOrCreateAsync(Cancellation)).Roots);
        var lines = log.Lines($"Secret {cluster.Namespace}/istio-ca-secret cannot be read: {reason}");
        Assert.Equal(["500ms", "750ms"], lines.Select(line => line.Split("trying again in ")[1].Split(':')[0]));
    }

    [Fact]
    public async Task After_twenty_minutes_istiod_does_not_start()
    {
        using var nowhere = new ApiClient(new(NobodyListens()), "tests");
        var loading = FirstLoad.LoadAsync(Authority(nowhere), _time, Cancellation);
        while (!loading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAny(loading, Task.Delay(5, Cancellation));
        }

        var error = await Assert.ThrowsAsync<AuthorityException>(() => loading);
        Assert.StartsWith("the CA cannot be had for 20m0s, istiod does not start: Secret istio-system/istio-ca-secret cannot be read: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_ends_the_wait()
    {
        using var nowhere = new ApiClient(new(NobodyListens()), "tests");
        using var stopping = new CancellationTokenSource();
        var loading = FirstLoad.LoadAsync(Authority(nowhere), _time, stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
    }

    private SelfSignedAuthority Authority(ApiClient client) =>
        new(new AuthoritySettings { RootCaDirectory = "/nowhere" }, "cluster.local", new KubernetesSecret(client, "istio-system", usesCaCerts: false), _time);

    private static Uri NobodyListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}");
    }
}
