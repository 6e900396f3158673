using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;

namespace Istio.Http.Tests.Connect;

public sealed class TunnelPoolTests : LoopTest
{
    private static readonly StreamFailure Refused = new(FailureReason.Refused, "test");

    private readonly List<ByteStream> _dialled = [];
    private readonly List<TunnelRequest> _requests = [];

    [Fact]
    public Task Tunnels_of_one_key_share_a_connection() => WithPool(async (pool, _) =>
    {
        await ConnectAsync(pool, Key("a"));
        await ConnectAsync(pool, Key("a"));
        Assert.Single(_dialled);
    });

    [Fact]
    public Task Every_part_of_the_key_separates() => WithPool(async (pool, server) =>
    {
        var key = Key("a");
        TunnelKey[] others =
        [
            key with { Source = Id("b") }, key with { Destinations = [Id("x")] }, key with { Destinations = [Id("y"), Id("x")] },
            key with { SourceAddress = new IpAddress() }, key with { Destination = new IpPort(IpAddress.Loopback, 1) },
        ];
        await ConnectAsync(pool, key);
        foreach (var other in others)
        {
            await ConnectAsync(pool, other);
        }

        Assert.Equal(1 + others.Length, _dialled.Count);
        await ConnectAsync(pool, Key("a"));
        Assert.Equal(1 + others.Length, _dialled.Count);
    });

    [Fact]
    public Task One_dial_at_a_time_serves_all_who_wait() => WithPool(async (pool, _) =>
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => pool.ConnectAsync(Key("a"), "10.0.0.2:80", default).AsTask()));
        Assert.All(results, result => Assert.True(result.Succeeded));
        Assert.Single(_dialled);
    });

    [Fact]
    public Task A_full_connection_gets_a_second_one_beside_it() => WithPool(
        async (pool, _) =>
        {
            for (var i = 0; i < 5; i++)
            {
                await ConnectAsync(pool, Key("a"));
            }

            Assert.Equal(3, _dialled.Count);
        },
        new TunnelPoolOptions { Http2 = Http2Options.HboneClient with { MaxConcurrentStreams = 2 } });

    [Fact]
    public Task A_full_connection_takes_tunnels_again_when_streams_have_ended() => WithPool(
        async (pool, _) =>
        {
            var first = await ConnectAsync(pool, Key("a"));
            var second = await ConnectAsync(pool, Key("a"));
            first.Dispose();
            second.Dispose();
            await ConnectAsync(pool, Key("a"));
            Assert.Single(_dialled);
        },
        new TunnelPoolOptions { Http2 = Http2Options.HboneClient with { MaxConcurrentStreams = 2 } });

    /// <summary>The first server allows no streams at all; the client learns of it when its request is refused.</summary>
    [Fact]
    public Task A_request_that_was_not_processed_is_tried_again() => OnLoop(async () =>
    {
        var closed = new TunnelServer(Http2Options.HboneServer with { MaxConcurrentStreams = 0 }, _ => throw new InvalidOperationException("not reached"));
        var open = new TunnelServer(Http2Options.HboneServer, request =>
        {
            request.Accept();
            return Task.CompletedTask;
        });
        using var listener = Listen(stream => _ = (_dialled.Count == 0 ? closed : open).ServeAsync(stream));
        var pool = new TunnelPool(
            Loop,
            async _ =>
            {
                ByteStream stream = await DialAsync(listener.LocalAddress);
                await Loop.DelayAsync(TimeSpan.FromMilliseconds(5));
                _dialled.Add(stream);
                return stream;
            },
            new TunnelPoolOptions());
        await ConnectAsync(pool, Key("a"));
        Assert.Equal(2, _dialled.Count);
        pool.Close("end of test");
        closed.Close();
        open.Close();
    });

    [Fact]
    public Task A_failed_dial_fails_those_who_waited_and_the_next_dials_again() => OnLoop(async () =>
    {
        var dials = 0;
        var pool = new TunnelPool(
            Loop,
            async _ =>
            {
                dials++;
                await Loop.DelayAsync(TimeSpan.FromMilliseconds(5));
                return Refused;
            },
            new TunnelPoolOptions());
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => pool.ConnectAsync(Key("a"), "10.0.0.2:80", default).AsTask()));
        Assert.All(results, result => Assert.Equal(Refused, result.Failure));
        Assert.Equal(1, dials);
        await pool.ConnectAsync(Key("a"), "10.0.0.2:80", default);
        Assert.Equal(2, dials);
    });

    [Fact]
    public Task After_goaway_the_next_tunnel_gets_a_new_connection_and_the_old_one_lives_on() => WithPool(async (pool, server) =>
    {
        var old = await ConnectAsync(pool, Key("a"));
        var (_, client) = pool.Connections[0];
        server.Drain();
        while (client.IsUsable)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(client.HasRoom);
        Assert.Null(old.Failure);
        _ = pool.ConnectAsync(Key("a"), "10.0.0.2:80", default).AsTask();
        while (_dialled.Count < 2)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    });

    [Fact]
    public Task An_unused_connection_leaves_the_pool_when_its_last_tunnel_ends() => WithPool(
        async (pool, _) =>
        {
            var tunnel = await ConnectAsync(pool, Key("a"));
            var (_, client) = pool.Connections[0];
            while (client.IsUsable)
            {
                await Loop.DelayAsync(TimeSpan.FromMilliseconds(5));
            }

            Assert.Null(tunnel.Failure);
            Assert.False(client.Completion.IsCompleted);
            tunnel.Dispose();
            await client.Completion;
            Assert.Empty(pool.Connections);
        },
        new TunnelPoolOptions { UnusedRelease = TimeSpan.FromMilliseconds(30) });

    [Fact]
    public Task A_drained_pool_opens_nothing() => WithPool(async (pool, _) =>
    {
        await ConnectAsync(pool, Key("a"));
        pool.Drain();
        Assert.Equal(FailureReason.Stopping, (await pool.ConnectAsync(Key("a"), "10.0.0.2:80", default)).Failure?.Reason);
        Assert.Single(_dialled);
    });

    private static SpiffeId Id(string account) => new("cluster.local", "ns", account);

    private static TunnelKey Key(string source) =>
        new(Id(source), [Id("x"), Id("y")], IpAddress.Loopback, new IpPort(IpAddress.Loopback, 15008));

    private static async Task<ByteStream> ConnectAsync(TunnelPool pool, TunnelKey key)
    {
        var result = await pool.ConnectAsync(key, "10.0.0.2:80", default);
        Assert.True(result.Succeeded, result.Failure?.Detail);
        return result.Tunnel;
    }

    private Task WithPool(Func<TunnelPool, TunnelServer, Task> body, TunnelPoolOptions? options = null) => OnLoop(async () =>
    {
        var server = new TunnelServer(Http2Options.HboneServer, request =>
        {
            _requests.Add(request);
            request.Accept();
            return Task.CompletedTask;
        });
        using var listener = Listen(stream => _ = server.ServeAsync(stream));
        var pool = new TunnelPool(
            Loop,
            async _ =>
            {
                ByteStream stream = await DialAsync(listener.LocalAddress);
                _dialled.Add(stream);
                return stream;
            },
            options ?? new TunnelPoolOptions());
        await body(pool, server);
        pool.Close("end of test");
        server.Close();
    });
}
