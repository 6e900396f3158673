using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Http2;

/// <summary>What a hostile client sends ends its connection, with the error code that says why.</summary>
public sealed class AttackTests : LoopTest
{
    /// <summary>Field "a" with a value of 4,000 octets, which becomes entry 62 of the dynamic table.</summary>
    private static readonly byte[] LargeEntry = [0x40, 0x01, (byte)'a', 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'b', 4000)];

    private static readonly TunnelHandler Waits = request => new TaskCompletionSource().Task;

    [Fact]
    public Task Rapid_reset() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, async peer =>
    {
        for (var id = 1; id < 2000; id += 2)
        {
            await peer.SendAsync(Request(id), RstStream(id));
        }
    });

    /// <summary>Resets provoked by breaking rules on each stream (CVE-2025-8671).</summary>
    [Fact]
    public Task Resets_made_by_the_server() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, async peer =>
    {
        for (var id = 1; id < 2000; id += 2)
        {
            await peer.SendAsync(Request(id), WindowUpdate(id, 0));
        }
    });

    [Fact]
    public Task Malformed_requests_without_end() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, async peer =>
    {
        for (var id = 1; id < 2000; id += 2)
        {
            await peer.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, id, Block((":method", "CONNECT"))));
        }
    });

    [Fact]
    public Task Streams_beyond_the_limit_without_end() => AssertEnds(
        Http2ErrorCode.EnhanceYourCalm,
        async peer =>
        {
            for (var id = 1; id < 5000; id += 2)
            {
                await peer.SendAsync(Request(id));
            }
        },
        Http2Options.HboneServer with { MaxConcurrentStreams = 1 });

    [Fact]
    public Task A_ping_flood() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, peer => peer.SendAsync(Repeat(Frame(FrameType.Ping, 0, 0, new byte[8]), 500)));

    [Fact]
    public Task A_settings_flood() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, peer => peer.SendAsync(Repeat(Settings(), 500)));

    [Fact]
    public Task A_flood_of_empty_data() => AssertEnds(
        Http2ErrorCode.EnhanceYourCalm, peer => peer.SendAsync([Request(1), .. Repeat(Frame(FrameType.Data, 0, 1), 500)]));

    [Fact]
    public Task A_flood_of_data_that_is_all_padding() => AssertEnds(
        Http2ErrorCode.EnhanceYourCalm, peer => peer.SendAsync([Request(1), .. Repeat(Frame(FrameType.Data, FrameFlags.Padded, 1, 3, 0, 0, 0), 500)]));

    [Fact]
    public Task A_continuation_flood() => AssertEnds(
        Http2ErrorCode.EnhanceYourCalm,
        peer => peer.SendAsync([Frame(FrameType.Headers, 0, 1), .. Repeat(Frame(FrameType.Continuation, 0, 1, 0x82), 500)]));

    [Fact]
    public Task Empty_continuations_without_end() => AssertEnds(
        Http2ErrorCode.EnhanceYourCalm, peer => peer.SendAsync([Frame(FrameType.Headers, 0, 1), .. Repeat(Frame(FrameType.Continuation, 0, 1), 500)]));

    /// <summary>4,000 octets stored once and then named by one octet each: 100 octets on the wire, 400 KB decoded.</summary>
    [Fact]
    public Task An_hpack_bomb() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, peer =>
    {
        return peer.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, [.. LargeEntry, .. Enumerable.Repeat((byte)0xbe, 100)]));
    });

    [Fact]
    public Task A_field_block_beyond_four_times_the_limit() => AssertEnds(
        Http2ErrorCode.EnhanceYourCalm, peer => peer.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, new byte[256 * 1024 + 1])));

    [Fact]
    public Task Field_blocks_beyond_the_limit_without_end() => AssertEnds(Http2ErrorCode.EnhanceYourCalm, async peer =>
    {
        for (var id = 1; id < 800; id += 2)
        {
            await peer.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, id, [.. LargeEntry, .. Enumerable.Repeat((byte)0xbe, 30)]));
        }
    });

    [Fact]
    public Task A_field_block_that_cannot_be_decoded() => AssertEnds(
        Http2ErrorCode.CompressionError, peer => peer.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, 0xff, 0xff, 0xff)));

    [Fact]
    public Task A_connection_window_beyond_its_maximum() => AssertEnds(
        Http2ErrorCode.FlowControlError, peer => peer.SendAsync(WindowUpdate(0, int.MaxValue)));

    [Fact]
    public Task Data_beyond_the_connections_window() => AssertEnds(
        Http2ErrorCode.FlowControlError,
        async peer =>
        {
            await peer.SendAsync(Request(1), Request(3));
            await peer.SendAsync(Repeat(Frame(FrameType.Data, 0, 1, new byte[10_000]), 40));
            await peer.SendAsync(Repeat(Frame(FrameType.Data, 0, 3, new byte[10_000]), 40));
        },
        Http2Options.HboneServer with { ConnectionWindow = 150_000 });

    [Fact]
    public Task Anything_but_http2() => AssertEnds(
        Http2ErrorCode.ProtocolError, peer => peer.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()), begin: false);

    [Fact]
    public Task Data_beyond_a_streams_window_resets_the_stream() => WithPeer(Waits, Http2Options.HboneServer with { StreamWindow = 50_000 }, async (peer, _) =>
    {
        await peer.SendAsync([Request(1), .. Repeat(Frame(FrameType.Data, 0, 1, new byte[10_000]), 6)]);
        var (_, payload) = await peer.ReadAsync(FrameType.RstStream);
        Assert.Equal(Http2ErrorCode.FlowControlError, RstStreamFrame.Read(payload));
        await peer.SyncAsync();
    });

    [Fact]
    public Task A_stream_window_beyond_its_maximum_resets_the_stream() => WithPeer(Waits, Http2Options.HboneServer, async (peer, _) =>
    {
        await peer.SendAsync(Request(1), WindowUpdate(1, int.MaxValue));
        var (_, payload) = await peer.ReadAsync(FrameType.RstStream);
        Assert.Equal(Http2ErrorCode.FlowControlError, RstStreamFrame.Read(payload));
        await peer.SyncAsync();
    });

    [Fact]
    public Task Streams_beyond_the_limit_are_refused_and_the_others_live() => WithPeer(Waits, Http2Options.HboneServer with { MaxConcurrentStreams = 3 }, async (peer, server) =>
    {
        await peer.SendAsync(Request(1), Request(3), Request(5), Request(7));
        var (header, payload) = await peer.ReadAsync(FrameType.RstStream);
        Assert.Equal((7, Http2ErrorCode.RefusedStream), (header.StreamId, RstStreamFrame.Read(payload)));
        await peer.SyncAsync();
        Assert.Equal(3, server.StreamCount);
    });

    /// <summary>Handlers of reset requests still run: they count, or resets would hide any number of them.</summary>
    [Fact]
    public Task Requests_whose_handlers_still_run_count_after_their_reset() => WithPeer(Waits, Http2Options.HboneServer with { MaxConcurrentStreams = 3 }, async (peer, _) =>
    {
        for (var id = 1; id < 13; id += 2)
        {
            await peer.SendAsync(Request(id), RstStream(id));
        }

        await peer.SendAsync(Request(13));
        var (header, payload) = await peer.ReadAsync(FrameType.RstStream);
        Assert.Equal((13, Http2ErrorCode.RefusedStream), (header.StreamId, RstStreamFrame.Read(payload)));
    });

    private static byte[][] Repeat(byte[] frame, int count) => [.. Enumerable.Repeat(frame, count)];

    private Task AssertEnds(Http2ErrorCode code, Func<RawPeer, Task> attack, Http2Options? options = null, bool begin = true) =>
        WithPeer(
            Waits,
            options ?? Http2Options.HboneServer,
            async (peer, server) =>
            {
                await attack(peer);
                Assert.Equal(code, await peer.ReadEndAsync());
                Assert.Equal(0, server.StreamCount);
            },
            begin);

    private Task WithPeer(TunnelHandler handler, Http2Options options, Func<RawPeer, TunnelServer, Task> body, bool begin = true) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var server = new TunnelServer(options, handler);
        var serving = server.ServeAsync(far);
        var peer = new RawPeer(near);
        if (begin)
        {
            await peer.BeginAsync();
        }

        await body(peer, server);
        near.Dispose();
        await serving;
    });
}
