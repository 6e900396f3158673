using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Reactor;
using Istio.Testing.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Http.Tests.Http2;

public sealed class ConnectionTests : LoopTest
{
    [Fact]
    public Task A_draining_server_serves_what_is_under_way_and_then_closes() => OnLoop(async () =>
    {
        var tunnels = new List<ByteStream>();
        var (client, server) = await ConnectTunnelsAsync(request =>
        {
            tunnels.Add(request.Accept());
            return Task.CompletedTask;
        });
        var tunnel = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
        server.Drain();
        while (client.IsUsable)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.True((await client.ConnectAsync("10.0.0.2:80", default)).WasNotProcessed);
        await tunnel.WriteAllAsync("still here"u8.ToArray());
        tunnel.ShutdownWrite();
        Assert.Equal("still here"u8.ToArray(), await tunnels[0].ReadToEndAsync());
        Assert.False(client.Completion.IsCompleted);
        tunnels[0].ShutdownWrite();
        await client.Completion;
        while (server.ConnectionCount > 0)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    });

    /// <summary>RFC 9113 6.8: first the highest identifier, the real one only when the client has answered a PING.</summary>
    [Fact]
    public Task A_request_that_crosses_the_first_goaway_is_served() => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var server = new TunnelServer(Http2Options.HboneServer, request =>
        {
            request.Refuse(503);
            return Task.CompletedTask;
        });
        var serving = server.ServeAsync(far);
        var peer = new RawPeer(near);
        await peer.BeginAsync();
        await peer.SyncAsync();
        server.Drain();
        Assert.Equal(int.MaxValue, GoAwayFrame.Read((await peer.ReadAsync(FrameType.GoAway)).Payload).LastStreamId);
        var (_, drainPing) = await peer.ReadAsync(FrameType.Ping);
        await peer.SendAsync(RawPeer.Request(1));
        await peer.ReadAsync(FrameType.Headers);
        await peer.SendAsync(RawPeer.Frame(FrameType.Ping, FrameFlags.Ack, 0, drainPing));
        Assert.Equal(1, GoAwayFrame.Read((await peer.ReadAsync(FrameType.GoAway)).Payload).LastStreamId);
        Assert.Equal(Http2ErrorCode.NoError, await peer.ReadEndAsync());
        near.Dispose();
        await serving;
    });

    [Fact]
    public Task Closing_a_connection_breaks_its_tunnels_on_both_sides() => OnLoop(async () =>
    {
        var ends = new List<Task<int>>();
        var (client, server) = await ConnectTunnelsAsync(async request =>
        {
            ends.Add(request.Accept().ReadOutcomeAsync());
            await ends[0];
        });
        var tunnel = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
        client.Close("no longer trusted");
        Assert.Equal(ByteStream.Failed, tunnel.TryRead(new byte[1]));
        Assert.Equal(ByteStream.Failed, await ends[0]);
        await client.Completion;
        Assert.Equal(0, server.StreamCount);
    });

    [Fact]
    public Task A_silent_peer_is_pinged_and_left_when_it_does_not_answer() => WithFakeTime(async (loop, time) =>
    {
        var (near, far) = await ConnectAsync(loop);
        var client = TunnelClient.Start(near, Http2Options.HboneClient);
        var peer = new RawPeer(far);
        await peer.ReadPrefaceAsync();
        await peer.SendAsync(RawPeer.Settings());
        await peer.ReadAckAsync();

        time.Advance(TimeSpan.FromSeconds(10));
        var (_, ping) = await peer.ReadAsync(FrameType.Ping);
        await peer.SendAsync(RawPeer.Frame(FrameType.Ping, FrameFlags.Ack, 0, ping));
        await peer.SyncAsync();
        Assert.True(client.IsUsable);

        time.Advance(TimeSpan.FromSeconds(10));
        await peer.ReadAsync(FrameType.Ping);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(Http2ErrorCode.NoError, await peer.ReadEndAsync());
        Assert.Equal("the peer does not answer PING", client.Error?.Reason);
        far.Dispose();
        await client.Completion;
    });

    private static async Task WithFakeTime(Func<ReactorLoop, FakeTimeProvider, Task> body)
    {
        var time = new FakeTimeProvider();
        using var loop = ReactorLoop.Start("fake time", time);
        await loop.RunAsync(() => body(loop, time)).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static async Task<(TcpStream Near, TcpStream Far)> ConnectAsync(ReactorLoop loop)
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = TcpListener.Listen(loop, new IpPort(IpAddress.Loopback, 0), TcpListenOptions.Default, accepted.SetResult).Require();
        var near = (await TcpStream.ConnectAsync(loop, listener.LocalAddress, TcpConnectOptions.Default)).Require();
        return (near, await accepted.Task);
    }
}
