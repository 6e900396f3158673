using Istio.Core.Net;

namespace Istio.Reactor.Tests;

/// <summary>A loop for the tests of a class; after each test its buffers must be back.</summary>
public abstract class LoopTest(TimeProvider? time = null) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private bool _hasStopped;

    protected ReactorLoop Loop { get; } = ReactorLoop.Start("test", time);

    protected static IpPort AnyPort { get; } = new(IpAddress.Loopback, 0);

    public void Dispose()
    {
        var leaks = _hasStopped ? Loop.Buffers.OwnersOfRented() : Loop.RunAsync(() => Task.FromResult(Loop.Buffers.OwnersOfRented())).GetAwaiter().GetResult();
        Loop.Dispose();
        GC.SuppressFinalize(this);
        Assert.Empty(leaks);
    }

    /// <summary>For tests of the stop itself.</summary>
    protected async Task StopLoopAsync()
    {
        await Loop.StopAsync();
        _hasStopped = true;
    }

    protected Task OnLoop(Func<Task> body) => Loop.RunAsync(body).WaitAsync(Timeout, TestContext.Current.CancellationToken);

    /// <summary>Two connected streams of the loop. Only on the loop.</summary>
    protected async Task<(TcpStream Client, TcpStream Server)> ConnectPairAsync()
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, accepted.SetResult).Require();
        var client = (await TcpStream.ConnectAsync(Loop, listener.LocalAddress, TcpConnectOptions.Default)).Require();
        return (client, await accepted.Task);
    }
}
