using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Relaying;
using Istio.Reactor;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Connect;

public sealed class TunnelTests : LoopTest
{
    private static readonly TunnelHeaders Headers = new("k8s.cluster.name=c", "for=\"10.0.0.1:1\"", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");

    [Fact]
    public Task An_accepted_tunnel_carries_bytes_both_ways_and_half_closes() => OnLoop(async () =>
    {
        var (client, _) = await ConnectTunnelsAsync(EchoAsync);
        var result = await client.ConnectAsync("10.0.0.2:8080", Headers);
        Assert.True(result.Succeeded, result.Failure?.Detail);
        Assert.Equal(200, result.Status);

        var sent = RandomBytes(20_000_000);
        var reading = result.Tunnel.ReadToEndAsync();
        await result.Tunnel.WriteAllAsync(sent);
        result.Tunnel.ShutdownWrite();
        Assert.Equal(sent, await reading);
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task The_server_sees_authority_and_fields() => OnLoop(async () =>
    {
        var seen = new List<string>();
        var (client, _) = await ConnectTunnelsAsync(request =>
        {
            seen.Add(request.Authority);
            for (var i = 0; i < request.Headers.Count; i++)
            {
                seen.Add($"{Text(request.Headers.Name(i))}={Text(request.Headers.Value(i))}");
            }

            request.Refuse(503);
            return Task.CompletedTask;
        });
        await client.ConnectAsync("[2001:db8::1]:80", Headers);
        Assert.Equal(
            [
                "[2001:db8::1]:80", ":method=CONNECT", ":authority=[2001:db8::1]:80", $"baggage={Headers.Baggage}",
                $"forwarded={Headers.Forwarded}", $"traceparent={Headers.TraceParent}",
            ],
            seen);
        client.Drain();
        await client.Completion;
    });

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(503)]
    public Task A_refusal_reaches_the_client_as_its_status(int status) => OnLoop(async () =>
    {
        var (client, _) = await ConnectTunnelsAsync(request =>
        {
            request.Refuse(status);
            return Task.CompletedTask;
        });
        var result = await client.ConnectAsync("10.0.0.2:8080", Headers);
        Assert.False(result.Succeeded);
        Assert.Equal(status, result.Status);
        Assert.Equal(0, client.ActiveStreams);
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task The_answer_waits_for_the_handler() => OnLoop(async () =>
    {
        var decide = new TaskCompletionSource();
        var (client, server) = await ConnectTunnelsAsync(async request =>
        {
            await decide.Task;
            request.Accept().Dispose();
        });
        var connecting = client.ConnectAsync("10.0.0.2:8080", Headers).AsTask();
        while (server.StreamCount == 0)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(connecting.IsCompleted);
        decide.SetResult();
        Assert.True((await connecting).Succeeded);
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task A_handler_that_throws_resets_its_stream_only() => OnLoop(async () =>
    {
        var calls = 0;
        var (client, _) = await ConnectTunnelsAsync(request => calls++ == 0 ? throw new InvalidOperationException("test") : EchoAsync(request));
        var broken = await client.ConnectAsync("10.0.0.2:8080", Headers);
        Assert.Equal(FailureReason.Reset, broken.Failure?.Reason);
        var next = await client.ConnectAsync("10.0.0.2:8080", Headers);
        Assert.True(next.Succeeded);
        next.Tunnel.Dispose();
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task Many_tunnels_share_a_connection_through_relays() => OnLoop(async () =>
    {
        using var application = Listen(stream => _ = stream.EchoAsync());
        var (client, _) = await ConnectTunnelsAsync(async request =>
        {
            var upstream = await DialAsync(application.LocalAddress);
            await Relay.RunAsync(request.Accept(), upstream, new RelayCounters());
        });
        var counters = new List<RelayCounters>();
        using var entry = Listen(stream => _ = ForwardAsync(stream, client, counters));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var sent = RandomBytes(1_500_000, i);
            using var user = await DialAsync(entry.LocalAddress);
            var reading = user.ReadToEndAsync();
            await user.WriteAllAsync(sent);
            user.ShutdownWrite();
            Assert.Equal(sent, await reading);
        }));
        Assert.All(counters, counter => Assert.Equal((1_500_000, 1_500_000), (counter.Forward, counter.Backward)));
        client.Drain();
        await client.Completion;
    });

    /// <summary>Double HBONE: the inner connection runs inside a tunnel of the outer one, on the same loop and through the same buffers.</summary>
    [Fact]
    public Task A_tunnel_carries_another_connection() => OnLoop(async () =>
    {
        var inner = new TunnelServer(Http2Options.HboneServer, EchoAsync);
        var (client, _) = await ConnectTunnelsAsync(request => inner.ServeAsync(request.Accept()));
        var tunnel = (await client.ConnectAsync("service:80", Headers)).Tunnel!;
        var innerClient = TunnelClient.Start(tunnel, Http2Options.HboneClient);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var sent = RandomBytes(2_000_000, i);
            var innerTunnel = (await innerClient.ConnectAsync("service:80", Headers)).Tunnel!;
            var reading = innerTunnel.ReadToEndAsync();
            await innerTunnel.WriteAllAsync(sent);
            innerTunnel.ShutdownWrite();
            Assert.Equal(sent, await reading);
        }));
        innerClient.Drain();
        await innerClient.Completion;
        Assert.Equal(0, client.ActiveStreams);
        client.Drain();
        await client.Completion;
    });

    private static async Task ForwardAsync(TcpStream stream, TunnelClient client, List<RelayCounters> counters)
    {
        var result = await client.ConnectAsync("10.0.0.2:8080", Headers);
        var counter = new RelayCounters();
        counters.Add(counter);
        var end = await Relay.RunAsync(stream, result.Tunnel!, counter);
        Assert.Null(end.Failure);
    }

    private static Task EchoAsync(TunnelRequest request) => request.Accept().EchoAsync();

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes);
}
