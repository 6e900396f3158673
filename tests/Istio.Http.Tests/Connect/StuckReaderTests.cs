using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Testing.Streams;

namespace Istio.Http.Tests.Connect;

/// <summary>Readers that stop hold up their own tunnels, neither those beside them nor those to come.</summary>
public sealed class StuckReaderTests : LoopTest
{
    private const int Window = 128 * 1024;

    private static readonly Http2Options Client = Http2Options.HboneClient with { StreamWindow = Window, ConnectionWindow = 4 * Window };
    private static readonly Http2Options Server = Http2Options.HboneServer with { StreamWindow = Window, ConnectionWindow = 4 * Window };

    private readonly List<ByteStream> _tunnels = [];
    private readonly List<Task> _downloads = [];
    private int _dialled;

    [Theory]
    [InlineData("upload:80")]
    [InlineData("download:80")]
    public Task A_tunnel_beside_many_stuck_readers_goes_on(string authority) => OnLoop(async () =>
    {
        var (client, server) = await ConnectTunnelsAsync(HandleAsync, Client, Server);
        var live = (await client.ConnectAsync("echo:80", default)).Tunnel!;
        for (var i = 0; i < 12; i++)
        {
            await OpenStuckAsync(await client.ConnectAsync(authority, default), authority);
        }

        await ExchangeAsync(live, 10 * Window);
        live.Dispose();
        client.Close("end of test");
        server.Close();
        await client.Completion;
    });

    [Theory]
    [InlineData("upload:80")]
    [InlineData("download:80")]
    public Task New_tunnels_go_over_a_connection_that_has_credit(string authority) => WithPool(async pool =>
    {
        for (var i = 0; i < 60; i++)
        {
            await OpenStuckAsync(await pool.ConnectAsync(Key, authority, default), authority);
        }

        var live = (await pool.ConnectAsync(Key, "echo:80", default)).Tunnel!;
        await ExchangeAsync(live, 10 * Window);
        Assert.InRange(_dialled, 2, 12);
        live.Dispose();
    });

    /// <summary>Readers that only lag behind give their credit back; the connection is used again.</summary>
    [Fact]
    public Task A_connection_whose_readers_went_on_is_used_again() => WithPool(async pool =>
    {
        var slow = new List<ByteStream>();
        for (var i = 0; i < 12; i++)
        {
            slow.Add(await OpenStuckAsync(await pool.ConnectAsync(Key, "download:80", default), "download:80"));
        }

        foreach (var tunnel in slow)
        {
            await tunnel.ReadExactlyAsync(Window);
        }

        var before = _dialled;
        (await pool.ConnectAsync(Key, "echo:80", default)).Tunnel!.Dispose();
        Assert.Equal(before, _dialled);
        Assert.All(pool.Connections, pooled => Assert.True(pooled.Client.HasRoom));
    });

    private static TunnelKey Key { get; } =
        new(new SpiffeId("cluster.local", "ns", "a"), [], IpAddress.Loopback, new IpPort(IpAddress.Loopback, 15008));

    private static async Task ExchangeAsync(ByteStream tunnel, int length)
    {
        var sent = StreamTesting.RandomBytes(length);
        var writing = tunnel.WriteAllAsync(sent);
        Assert.Equal(sent, await tunnel.ReadExactlyAsync(length));
        await writing;
    }

    private static async Task WaitForDataAsync(ByteStream tunnel) => await tunnel.ReadableAsync();

    /// <summary>Fills the stream's window in the direction that nobody reads.</summary>
    private async Task<ByteStream> OpenStuckAsync(TunnelResult result, string authority)
    {
        var tunnel = result.Tunnel!;
        _tunnels.Add(tunnel);
        await (authority == "upload:80" ? tunnel.WriteAllAsync(new byte[Window]) : WaitForDataAsync(tunnel));
        await Task.WhenAll(_downloads);
        return tunnel;
    }

    private Task HandleAsync(TunnelRequest request)
    {
        var authority = request.Authority;
        var tunnel = request.Accept();
        if (authority == "echo:80")
        {
            return tunnel.EchoAsync();
        }

        _tunnels.Add(tunnel);
        if (authority == "download:80")
        {
            _downloads.Add(tunnel.WriteAllAsync(new byte[Window]));
        }

        return Task.CompletedTask;
    }

    private Task WithPool(Func<TunnelPool, Task> body) => OnLoop(async () =>
    {
        var server = new TunnelServer(Server, HandleAsync);
        using var listener = Listen(stream => _ = server.ServeAsync(stream));
        var pool = new TunnelPool(
            Loop,
            async _ =>
            {
                _dialled++;
                return (ByteStream)await DialAsync(listener.LocalAddress);
            },
            new TunnelPoolOptions { Http2 = Client });
        await body(pool);
        pool.Close("end of test");
        server.Close();
    });
}
