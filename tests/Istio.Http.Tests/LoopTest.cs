using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;

namespace Istio.Http.Tests;

/// <summary>A loop for the tests of a class; after each test its buffers must be back.</summary>
public abstract class LoopTest : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    protected ReactorLoop Loop { get; } = ReactorLoop.Start("test");

    protected static IpPort AnyPort { get; } = new(IpAddress.Loopback, 0);

    public void Dispose()
    {
        var leaks = Loop.RunAsync(async () =>
        {
            // The other side of a connection that was closed a moment ago needs a few rounds to notice.
            for (var i = 0; i < 200 && (Loop.Buffers.RentedCount > 0); i++)
            {
                await Loop.DelayAsync(TimeSpan.FromMilliseconds(10));
            }

            return Loop.Buffers.OwnersOfRented();
        }).GetAwaiter().GetResult();
        Loop.Dispose();
        GC.SuppressFinalize(this);
        Assert.Empty(leaks);
    }

    protected Task OnLoop(Func<Task> body) => Loop.RunAsync(body).WaitAsync(Timeout, TestContext.Current.CancellationToken);

    /// <summary>Listens on a free port; each connection goes to <paramref name="serve"/>. Only on the loop.</summary>
    protected TcpListener Listen(Action<TcpStream> serve) => TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, serve).Require();

    /// <summary>Two connected streams of the loop. Only on the loop.</summary>
    protected async Task<(TcpStream Client, TcpStream Server)> ConnectPairAsync()
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = Listen(accepted.SetResult);
        var client = await DialAsync(listener.LocalAddress);
        return (client, await accepted.Task);
    }

    protected async Task<TcpStream> DialAsync(IpPort address) => (await TcpStream.ConnectAsync(Loop, address, TcpConnectOptions.Default)).Require();

    /// <summary>A client and a server at the two ends of a TCP connection. Only on the loop.</summary>
    protected async Task<(TunnelClient Client, TunnelServer Server)> ConnectTunnelsAsync(
        TunnelHandler handler, Http2Options? clientOptions = null, Http2Options? serverOptions = null)
    {
        var (near, far) = await ConnectPairAsync();
        var server = new TunnelServer(serverOptions ?? Http2Options.HboneServer, handler);
        _ = server.ServeAsync(far);
        return (TunnelClient.Start(near, clientOptions ?? Http2Options.HboneClient), server);
    }
}
