namespace Ztunnel.Tests.Proxy;

public sealed class DrainTests
{
    private static readonly LogCapture Log = LogCapture.Instance;

    [Fact]
    public async Task Connections_that_end_in_time_are_not_cut()
    {
        await using var mesh = await LoopbackMesh.StartAsync(change: settings => settings with { TerminationDeadline = TimeSpan.FromSeconds(30) });
        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();

        var stopping = mesh.Right.DisposeAsync().AsTask();
        await client.PingAsync();
        Assert.False(stopping.IsCompleted);
        await client.ExchangeAsync("bye"u8.ToArray());
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.DoesNotContain("error=", await InboundLineAsync(mesh), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_deadline_what_is_open_is_cut_and_says_so()
    {
        await using var mesh = await LoopbackMesh.StartAsync(change: settings => settings with { TerminationDeadline = TimeSpan.FromMilliseconds(100) });
        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();

        await mesh.Right.DisposeAsync();

        await client.WaitForEndAsync();
        Assert.Contains("error=\"connection closed due to connection drain\"", await InboundLineAsync(mesh), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workload_that_goes_away_is_no_longer_served_and_one_that_comes_is()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();
        var server = mesh.Right.Mesh.Current.WorkloadByUid("c//Pod/shop/server")!;

        mesh.Right.Mesh.Apply(builder => builder.RemoveAddress(server.Uid));
        await client.WaitForEndAsync();
        using var refused = await mesh.ConnectAsync("server", 80);
        Assert.NotEqual(0, refused.Reply);

        mesh.Right.Mesh.Apply(builder => builder.Put(server));
        using var again = await Eventually.ConnectAsync(() => mesh.ConnectAsync("server", 80));
        await again.PingAsync();
    }

    private static async Task<string> InboundLineAsync(LoopbackMesh mesh) => (await Eventually.GetAsync(
        () => Log.AccessLines(mesh.Server.ToString()).FirstOrDefault(line => line.Contains("direction=\"inbound\"", StringComparison.Ordinal)), line => line is not null))!;
}
