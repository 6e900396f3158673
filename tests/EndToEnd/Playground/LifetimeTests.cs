using System.Net.Sockets;

namespace EndToEnd.Playground;

/// <summary>How a playground starts and ends.</summary>
[Collection(nameof(Serial))]
public sealed class LifetimeTests
{
    /// <summary>In every line of a running playground whose output is a pipe.</summary>
    private const string Up = "pages/s";

    [Fact]
    public async Task Ctrl_C_stops_everything()
    {
        using var run = PlaygroundProcess.Start(new LoopbackAddresses());
        await run.WaitForLineAsync(Up);
        var children = run.Descendants();
        Assert.True(children.Count >= 9, $"{children.Count} children");
        run.Signal("INT");
        Assert.Equal(0, await run.ExitAsync());
        Assert.DoesNotContain(children, ProcessTree.IsAlive);
    }

    [Fact]
    public async Task A_killed_playground_leaves_no_process_behind()
    {
        using var run = PlaygroundProcess.Start(new LoopbackAddresses());
        await run.WaitForLineAsync(Up);
        var children = run.Descendants();
        run.Signal("KILL");
        await run.ExitAsync();
        while (children.Any(ProcessTree.IsAlive))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_busy_port_is_named_with_its_owner_and_a_way_out()
    {
        var network = new LoopbackAddresses();
        using var squatter = new TcpListener(network.Istiod(15012));
        squatter.Start();
        var (_, errors) = await PlaygroundProcess.RunAsync(network, 2, "--once");
        Assert.StartsWith($"{network.Istiod(15012)} is in use by ", errors, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", errors, StringComparison.Ordinal);
        Assert.Contains("--network 127.", errors, StringComparison.Ordinal);
    }
}
