using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Reactor;
using Istio.Testing.Streams;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Http2;

/// <summary>The client's side against a server made of frames.</summary>
public sealed class ClientTests : LoopTest
{
    private static readonly byte[] Ok = Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, 0x88);

    [Fact]
    public Task The_request_is_a_plain_connect() => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("[2001:db8::1]:80", default).AsTask();
        await server.ReadPrefaceAsync();
        var (_, payload) = await server.ReadAsync(FrameType.Headers);
        Assert.Equal(Block((":method", "CONNECT"), (":authority", "[2001:db8::1]:80")), payload);
        await server.SendAsync(Settings(), Ok);
        Assert.Equal(200, (await connecting).Status);
    });

    [Fact]
    public Task A_lowered_table_size_is_sent_to_the_peer_once() => WithServer(async (server, client) =>
    {
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings((SettingId.HeaderTableSize, 0)));
        var (header, _) = await server.ReadAckAsync();
        Assert.True(header.IsAck);
        _ = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        Assert.Equal(0x20, (await server.ReadAsync(FrameType.Headers)).Payload[0]);
        _ = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        Assert.NotEqual(0x20, (await server.ReadAsync(FrameType.Headers)).Payload[0]);
    });

    [Fact]
    public Task Interim_responses_are_skipped() => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, Block((":status", "103"))), Ok);
        Assert.Equal(200, (await connecting).Status);
    });

    [Fact]
    public Task No_more_streams_are_opened_than_the_peer_allows() => WithServer(async (server, client) =>
    {
        await server.ReadPrefaceAsync();
        Assert.Equal(100, client.StreamLimit);
        await server.SendAsync(Settings((SettingId.MaxConcurrentStreams, 2)));
        await server.ReadAckAsync();
        Assert.Equal(2, client.StreamLimit);
        _ = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        Assert.True(client.HasRoom);
        _ = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        Assert.False(client.HasRoom);
        Assert.True((await client.ConnectAsync("10.0.0.2:80", default)).WasNotProcessed);
    });

    [Fact]
    public Task Goaway_fails_what_was_not_processed_and_keeps_the_rest() => WithServer(async (server, client) =>
    {
        var first = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        var second = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), GoAway(1, Http2ErrorCode.NoError), Ok);
        Assert.True((await second).WasNotProcessed);
        var tunnel = (await first).Tunnel!;
        Assert.False(client.IsUsable);
        await server.SendAsync(Frame(FrameType.Data, FrameFlags.EndStream, 1, (byte)'x'));
        Assert.Equal("x"u8.ToArray(), await tunnel.ReadToEndAsync());
        tunnel.ShutdownWrite();
        await client.Completion;
    });

    [Theory]
    [InlineData(FrameType.PushPromise, FrameFlags.EndHeaders, 1, "00000002")]
    [InlineData(FrameType.Headers, FrameFlags.EndHeaders, 2, "88")]
    [InlineData(FrameType.Data, FrameFlags.None, 3, "00")]
    [InlineData(FrameType.WindowUpdate, FrameFlags.None, 0, "00000000")]
    public Task A_server_that_breaks_the_protocol_is_left(object type, object flags, int streamId, string payload) => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), Frame((FrameType)type, (FrameFlags)flags, streamId, Convert.FromHexString(payload)));
        Assert.Equal(Http2ErrorCode.ProtocolError, await server.ReadEndAsync());
        Assert.Equal(FailureReason.Reset, (await connecting).Failure?.Reason);
    });

    /// <summary>RFC 9113 10.5.1: it is decoded, so that the dynamic table stays in step, and not acted upon.</summary>
    [Fact]
    public Task A_response_larger_than_announced_resets_its_stream_only() => WithServer(async (server, client) =>
    {
        var refused = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, Block((":status", "200"), ("a", new string('b', 16_300)), ("c", "d"))));
        var (_, payload) = await server.ReadAsync(FrameType.RstStream);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, RstStreamFrame.Read(payload));
        Assert.False((await refused).Succeeded);

        var next = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadAsync(FrameType.Headers);
        await server.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, 3, Block((":status", "200"))));
        (await next).Tunnel!.Dispose();
    });

    /// <summary>RFC 9110 9.3.6 lets any 2xx open a tunnel; Istio's ztunnel takes 200 only.</summary>
    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(299)]
    public Task A_success_other_than_200_opens_no_tunnel(int status) => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, Block((":status", $"{status}"))));
        var result = await connecting;
        Assert.False(result.Succeeded);
        Assert.Equal(status, result.Status);
        await server.ReadAsync(FrameType.RstStream);
    });

    [Theory]
    [InlineData(":status", "20x")]
    [InlineData(":status", "")]
    [InlineData("status", "200")]
    [InlineData(":path", "/")]
    public Task A_malformed_response_resets_its_stream(string name, string value) => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, Block((name, value))));
        var (_, payload) = await server.ReadAsync(FrameType.RstStream);
        Assert.Equal(Http2ErrorCode.ProtocolError, RstStreamFrame.Read(payload));
        Assert.NotNull((await connecting).Failure);
    });

    /// <summary>A peer may reset a stream that it has ended as soon as it has no more use for it; what it sent before counts.</summary>
    [Fact]
    public Task A_reset_after_end_stream_does_not_drop_what_was_delivered() => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(
            Settings(), Ok, Frame(FrameType.Data, FrameFlags.None, 1, (byte)'a'), Frame(FrameType.Data, FrameFlags.EndStream, 1, (byte)'b'), RstStream(1, Http2ErrorCode.NoError));
        await server.SyncAsync();
        var tunnel = (await connecting).Tunnel!;
        Assert.Equal(ByteStream.Failed, tunnel.TryWrite("x"u8));
        Assert.Equal("ab"u8.ToArray(), await tunnel.ReadToEndAsync());
        tunnel.Dispose();
    });

    [Fact]
    public Task A_reset_without_end_stream_breaks_the_tunnel() => WithServer(async (server, client) =>
    {
        var connecting = client.ConnectAsync("10.0.0.2:80", default).AsTask();
        await server.ReadPrefaceAsync();
        await server.SendAsync(Settings(), Ok, Frame(FrameType.Data, FrameFlags.None, 1, (byte)'a'), RstStream(1));
        var tunnel = (await connecting).Tunnel!;
        Assert.Equal(ByteStream.Failed, await tunnel.ReadOutcomeAsync());
        Assert.Equal(FailureReason.Reset, tunnel.Failure?.Reason);
    });

    private Task WithServer(Func<RawPeer, TunnelClient, Task> body) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var client = TunnelClient.Start(near, Http2Options.HboneClient);
        await body(new RawPeer(far), client);
        far.Dispose();
        await client.Completion;
    });
}
