using Grpc.Core;
using Istio.Core.Names;
using Istio.Security.ControlPlane;
using Istiod.Tests.Authority;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Discovery;

/// <summary>A proxy's stream of configuration, and the roots by which the proxy trusts istiod.</summary>
public sealed class ClientRootsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_stream_ends_when_its_root_is_taken_out_of_the_file_and_none_comes_back()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var directory = new TemporaryDirectory();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        directory.Write("root-cert.pem", istiod.Ca.Bundle.Pem);
        var invoker = istiod.Secure(new ControlPlaneRoots(directory["root-cert.pem"]), time);
        var token = istiod.TokenOf("istio-system", "ztunnel");
        using var client = istiod.Delta(invoker, token);
        await client.SubscribeAsync(TypeUrls.Address);
        await client.NextAsync();

        directory.Write("root-cert.pem", new TestCa(time.GetUtcNow(), "other").Bundle.Pem);
        time.Advance(Interval);

        Assert.NotEqual(StatusCode.OK, (await client.EndAsync()).StatusCode);
        using var again = istiod.Delta(invoker, token);
        Assert.NotEqual(StatusCode.OK, (await again.EndAsync()).StatusCode);
    }
}
