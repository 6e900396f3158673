using Istio.Security.Issuance;
using Istio.Security.Trust;

namespace Ztunnel.Tests.Proxy;

public sealed class TrustTests
{
    private static readonly LogCapture Log = LogCapture.Instance;
    private readonly TrustBundle _other = new LocalIssuer("cluster.local", TimeSpan.FromHours(1), TimeProvider.System).Roots;

    [Fact]
    public async Task A_removed_root_ends_open_connections_and_refuses_new_ones()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var open = await mesh.ConnectAsync("server", 80);
        await open.PingAsync();

        mesh.Right.Trust.Publish(_other);

        await open.WaitForEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
        var line = await Eventually.GetAsync(() => Log.AccessLines(mesh.Server.ToString()).FirstOrDefault(l => l.Contains("direction=\"inbound\"", StringComparison.Ordinal)), l => l is not null);
        Assert.Contains("error=\"connection closed due to trust bundle change\"", line, StringComparison.Ordinal);
        using var refused = await mesh.ConnectAsync("server", 80);
        Assert.NotEqual(0, refused.Reply);
    }

    [Fact]
    public async Task The_calling_side_lets_go_of_a_server_it_no_longer_trusts()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var open = await mesh.ConnectAsync("server", 80);
        await open.PingAsync();

        mesh.Left.Trust.Publish(_other);

        await open.WaitForEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
        var line = await Eventually.GetAsync(() => Log.AccessLines(mesh.Server.ToString()).FirstOrDefault(l => l.Contains("direction=\"outbound\"", StringComparison.Ordinal)), l => l is not null);
        Assert.Contains("error=\"connection closed due to trust bundle change\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_is_added_closes_no_connection()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var open = await mesh.ConnectAsync("server", 80);
        await open.PingAsync();

        mesh.Right.Trust.Publish(mesh.Issuer.Roots.With(_other));

        await open.PingAsync();
        using var next = await mesh.ConnectAsync("server", 80);
        await next.PingAsync();
        await open.PingAsync();
    }

    [Fact]
    public async Task With_the_setting_off_open_connections_stay()
    {
        await using var mesh = await LoopbackMesh.StartAsync(change: settings => settings with { CloseUntrusted = false });
        using var open = await mesh.ConnectAsync("server", 80);
        await open.PingAsync();

        mesh.Right.Trust.Publish(_other);

        await open.PingAsync();
    }
}
