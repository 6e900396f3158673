using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Testing.Streams;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Http2;

/// <summary>A field list larger than announced costs its request (431), not the tunnels beside it (RFC 9113 10.5.1).</summary>
public sealed class LargeFieldTests : LoopTest
{
    private string? _seen;

    [Theory]
    [InlineData(66_000)]
    [InlineData(200_000)]
    public Task A_request_with_large_fields_is_answered_431_and_the_tunnel_beside_it_lives(int length) => WithPeer(async peer =>
    {
        await peer.SendAsync(Request(1));
        await peer.ReadAsync(FrameType.Headers);
        await peer.SendAsync([.. Pieces(3, Connect(length))]);

        var (header, block) = await peer.ReadAsync(FrameType.Headers);
        Assert.Equal(3, header.StreamId);
        Assert.True(header.EndStream);
        Assert.Equal("431", Status(block));
        await peer.SendAsync(Frame(FrameType.Data, 0, 1, "ping"u8.ToArray()));
        Assert.Equal("ping"u8.ToArray(), (await peer.ReadAsync(FrameType.Data)).Payload);
    });

    /// <summary>The large request stores a field; the next one names it by its index.</summary>
    [Fact]
    public Task The_dynamic_table_stays_in_step() => WithPeer(async peer =>
    {
        byte[] stored = [0x40, 0x07, .. "baggage"u8, 0x05, .. "known"u8];
        await peer.SendAsync([.. Pieces(1, [.. Connect(100_000), .. stored])]);
        await peer.ReadAsync(FrameType.Headers);
        await peer.SendAsync(Frame(FrameType.Headers, FrameFlags.EndHeaders, 3, [.. Block((":method", "CONNECT"), (":authority", "a:1")), 0xbe]));

        var (header, block) = await peer.ReadAsync(FrameType.Headers);
        Assert.Equal((3, "200"), (header.StreamId, Status(block)));
        Assert.Equal("known", _seen);
    });

    private static string Status(byte[] block)
    {
        var fields = new HeaderList(1024);
        new Istio.Http.Http2.Hpack.HpackDecoder(4096).Decode(block, fields);
        return System.Text.Encoding.ASCII.GetString(fields.Value(0));
    }

    /// <summary>A CONNECT with fields of 10,000 octets each.</summary>
    private static byte[] Connect(int length) =>
    [
        .. Block((":method", "CONNECT"), (":authority", "10.0.0.2:80")),
        .. Enumerable.Repeat(Block(("x", new string('y', 10_000))), length / 10_000).SelectMany(field => field),
        .. Block(("z", new string('y', length % 10_000))),
    ];

    private static IEnumerable<byte[]> Pieces(int streamId, byte[] block)
    {
        var pieces = block.Chunk(16_384).ToArray();
        for (var i = 0; i < pieces.Length; i++)
        {
            yield return Frame(i == 0 ? FrameType.Headers : FrameType.Continuation, i == pieces.Length - 1 ? FrameFlags.EndHeaders : 0, streamId, pieces[i]);
        }
    }

    private Task AcceptAsync(TunnelRequest request)
    {
        var baggage = request.Headers.IndexOf("baggage"u8);
        _seen = baggage < 0 ? null : System.Text.Encoding.ASCII.GetString(request.Headers.Value(baggage));
        return request.Accept().EchoAsync();
    }

    private Task WithPeer(Func<RawPeer, Task> body) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var serving = new TunnelServer(Http2Options.HboneServer, AcceptAsync).ServeAsync(far);
        var peer = new RawPeer(near);
        await peer.BeginAsync();
        await body(peer);
        near.Dispose();
        await serving;
    });
}
