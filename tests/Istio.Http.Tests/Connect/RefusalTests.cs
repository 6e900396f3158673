using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Http.Tests.Http2;
using Istio.Testing.Streams;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Connect;

/// <summary>Refusals have an allowance; beyond it they come late, and whoever is allowed notices nothing.</summary>
public sealed class RefusalTests : LoopTest
{
    private const int Allowance = 400;
    private const int PerSecond = 200;
    private const int Beyond = 100;

    private int _decisions;

    [Fact]
    public Task Refusals_beyond_the_allowance_come_late() => WithPeer(RefuseOrEcho, async peer =>
    {
        await AssertSlowAsync(peer, id => Request(id));
        Assert.Equal(Allowance + Beyond, _decisions);
    });

    [Fact]
    public Task So_do_answers_to_requests_that_are_no_connect() => WithPeer(
        RefuseOrEcho,
        peer => AssertSlowAsync(
            peer, id => Frame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, id, Block((":method", "GET"), (":scheme", "https"), (":path", "/")))));

    /// <summary>A request that waits for its refusal counts as open, so the peer cannot have more of them than of tunnels.</summary>
    [Fact]
    public Task A_flood_of_refused_requests_reaches_few_decisions() => WithPeer(RefuseOrEcho, async peer =>
    {
        for (var id = 1; id < 20_000; id += 2)
        {
            await peer.SendAsync(Request(id));
        }

        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await peer.ReadEndAsync());
        Assert.InRange(_decisions, Allowance, 3 * Allowance);
    });

    [Fact]
    public Task Requests_withdrawn_before_their_late_refusal_count_as_withdrawn() => WithPeer(RefuseOrEcho, async peer =>
    {
        for (var id = 1; id < 4000; id += 2)
        {
            await peer.SendAsync(Request(id), RstStream(id));
        }

        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await peer.ReadEndAsync());
    });

    [Fact]
    public Task A_tunnel_of_the_same_connection_is_not_held_up() => OnLoop(async () =>
    {
        var (client, _) = await ConnectTunnelsAsync(RefuseOrEcho, Http2Options.HboneClient with { MaxConcurrentStreams = 200 });
        var tunnel = (await client.ConnectAsync("echo:80", default)).Tunnel!;
        var refused = new List<Task<TunnelResult>>();
        for (var i = 0; i < Allowance + Beyond; i++)
        {
            refused.Add(client.ConnectAsync("10.0.0.2:8080", default).AsTask());
            if (!client.HasRoom)
            {
                await Task.WhenAny(refused.FindAll(connecting => !connecting.IsCompleted));
            }
        }

        Assert.Contains(refused, connecting => !connecting.IsCompleted);
        await tunnel.WriteAllAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), await tunnel.ReadExactlyAsync(5));
        Assert.Contains(refused, connecting => !connecting.IsCompleted);
        Assert.All(await Task.WhenAll(refused), result => Assert.Equal(401, result.Status));
        tunnel.Dispose();
        client.Drain();
        await client.Completion;
    });

    private async Task AssertSlowAsync(RawPeer peer, Func<int, byte[]> request)
    {
        var start = Loop.Time.GetTimestamp();
        for (var i = 0; i < Allowance + Beyond; i++)
        {
            await peer.SendAsync(request((2 * i) + 1));
            if (i % 100 == 99)
            {
                while (peer.Received.Count(frame => frame.Header.Type == FrameType.Headers) <= i - 100)
                {
                    await peer.ReadAsync(FrameType.Headers);
                }
            }
        }

        while (peer.Received.Count(frame => frame.Header.Type == FrameType.Headers) < Allowance + Beyond)
        {
            await peer.ReadAsync(FrameType.Headers);
        }

        // The allowance refills while the test runs; what is certain is how many may have come in this time.
        var elapsed = Loop.Time.GetElapsedTime(start);
        Assert.True(Allowance + (elapsed.TotalSeconds * PerSecond) >= Allowance + Beyond - 1, $"all refusals within {elapsed}");
    }

    private Task RefuseOrEcho(TunnelRequest request)
    {
        _decisions++;
        if (request.Authority == "echo:80")
        {
            return request.Accept().EchoAsync();
        }

        request.Refuse(401);
        return Task.CompletedTask;
    }

    private Task WithPeer(TunnelHandler handler, Func<RawPeer, Task> body) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var serving = new TunnelServer(Http2Options.HboneServer, handler).ServeAsync(far);
        var peer = new RawPeer(near);
        await peer.BeginAsync();
        await body(peer);
        near.Dispose();
        await serving;
    });
}
