using System.Net;
using System.Net.Sockets;
using Istio.Core.Identity;
using Istio.Security.ControlPlane;
using Istio.Security.Issuance;
using Istio.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Security.Tests.Issuance;

public sealed class CaClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_CA_that_does_not_answer_is_given_up_after_the_timeout_although_the_clock_was_set_back()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(30));
        var clock = new SetClock(time);
        using var client = ClientOf(silent, clock);

        var asked = client.IssueAsync(new SpiffeId("cluster.local", "default", "reviews"), Cancellation);
        clock.Offset = TimeSpan.FromDays(-90);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.EndsWith("did not answer within 10 s", (await Assert.ThrowsAsync<IssuanceException>(() => asked)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_asking_gets_no_failure_of_the_CA()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var stopping = new CancellationTokenSource();
        using var client = ClientOf(silent, TimeProvider.System);

        var asked = client.IssueAsync(new SpiffeId("cluster.local", "default", "reviews"), stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    private static CaClient ClientOf(TcpListener silent, TimeProvider time)
    {
        var istiod = new ControlPlaneOptions { Address = new Uri($"http://{silent.LocalEndpoint}"), Roots = new ControlPlaneRoots("") };
        return new CaClient(new CaClientOptions { ControlPlane = istiod }, time);
    }
}
