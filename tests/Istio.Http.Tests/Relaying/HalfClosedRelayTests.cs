using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Http.Relaying;
using Istio.Http.Tests.Http2;
using Istio.Reactor;
using Istio.Testing.Streams;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Relaying;

/// <summary>One direction has ended, and then the side that ended it breaks: the other direction ends with it, though it has nothing to carry.</summary>
public sealed class HalfClosedRelayTests : LoopTest
{
    private static readonly byte[] Ok = Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, Block((":status", "200")));
    private static readonly byte[] LastWord = Frame(FrameType.Data, FrameFlags.EndStream, 1, "bye"u8.ToArray());

    [Fact]
    public Task A_reset_after_end_stream_resets_a_silent_application() => WithTunnel(async (peer, user, relaying) =>
    {
        await peer.SendAsync(LastWord);
        Assert.Equal("bye"u8.ToArray(), await user.ReadExactlyAsync(3));
        Assert.Equal(ByteStream.EndOfStream, await user.ReadOutcomeAsync());
        Assert.False(relaying.IsCompleted);

        await peer.SendAsync(RstStream(1));

        Assert.Equal("stream reset by the peer: Cancel", (await relaying).Failure?.Detail);
        await AssertClosedAsync(user);
    });

    [Fact]
    public Task The_end_of_the_connection_after_end_stream_is_noticed_too() => WithTunnel(async (peer, user, relaying) =>
    {
        await peer.SendAsync(LastWord, GoAway(0, Http2ErrorCode.InternalError));
        await user.ReadExactlyAsync(3);
        peer.Close();

        Assert.NotNull((await relaying).Failure);
        await AssertClosedAsync(user);
    });

    /// <summary>RFC 9113 8.1: what the application was sent is complete, so it sees its end and no reset.</summary>
    [Fact]
    public Task A_peer_that_wants_no_more_ends_the_relay_without_a_reset() => WithTunnel(async (peer, user, relaying) =>
    {
        await peer.SendAsync(LastWord, RstStream(1, Http2ErrorCode.NoError));

        Assert.True((await relaying).IsOrdinaryEnd);
        Assert.Equal("bye"u8.ToArray(), await user.ReadToEndAsync());
    });

    /// <summary>The reset comes while most of the answer still waits for the application.</summary>
    [Fact]
    public Task What_was_sent_before_the_reset_arrives() => WithTunnel(async (peer, user, relaying) =>
    {
        var answer = StreamTesting.RandomBytes(3_000_000);
        foreach (var chunk in answer.Chunk(16_000))
        {
            await peer.SendAsync(Frame(FrameType.Data, 0, 1, chunk));
        }

        await peer.SendAsync(Frame(FrameType.Data, FrameFlags.EndStream, 1), RstStream(1));
        await peer.SyncAsync();
        Assert.Equal(answer, await user.ReadExactlyAsync(answer.Length));
        await relaying;
    });

    [Fact]
    public Task An_application_that_resets_after_its_end_resets_the_stream() => WithTunnel(async (peer, user, relaying) =>
    {
        user.ShutdownWrite();
        FrameHeader header;
        do
        {
            (header, _) = await peer.ReadAsync(FrameType.Data);
        }
        while (!header.EndStream);
        Assert.False(relaying.IsCompleted);

        user.Abort();

        var (_, payload) = await peer.ReadAsync(FrameType.RstStream);
        Assert.Equal(Http2ErrorCode.Cancel, RstStreamFrame.Read(payload));
        await relaying;
    });

    /// <summary>Had the proxy not closed its socket, this would go on without end.</summary>
    private async Task AssertClosedAsync(TcpStream user)
    {
        while (user.TryWrite("x"u8) != ByteStream.Failed)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    }

    private Task WithTunnel(Func<RawPeer, TcpStream, Task<RelayResult>, Task> body) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var (user, accepted) = await ConnectPairAsync();
        var client = TunnelClient.Start(near, Http2Options.HboneClient);
        var peer = new RawPeer(far);
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await peer.ReadPrefaceAsync();
        await peer.SendAsync(Settings(), Ok);
        var relaying = Relay.RunAsync(accepted, (await connecting).Tunnel!, new RelayCounters());
        await body(peer, user, relaying);
        user.Dispose();
        peer.Close();
        await client.Completion;
    });
}
