using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Testing.Streams;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Http2;

/// <summary>Random frames with plausible parts. Whatever they mean, the server answers or ends the connection, and gives every buffer back.</summary>
public sealed class FuzzTests : LoopTest
{
    [Fact]
    public Task Any_sequence_of_frames_is_survived() => OnLoop(async () =>
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (near, far) = await ConnectPairAsync();
            var server = new TunnelServer(Http2Options.HboneServer with { StreamWindow = 70_000, ConnectionWindow = 100_000 }, HandlerOf(random));
            var serving = server.ServeAsync(far);
            var peer = new RawPeer(near);
            await peer.BeginAsync();
            for (var i = random.Next(1, 60); i > 0; i--)
            {
                await peer.SendAsync(AnyFrame(random));
            }

            near.Dispose();
            Assert.NotNull(await serving);
            Assert.Equal(0, server.StreamCount);
        }
    });

    private static TunnelHandler HandlerOf(Random random) => async request =>
    {
        if (random.Next(3) == 0)
        {
            request.Refuse(503);
            return;
        }

        var tunnel = request.Accept();
        await tunnel.WriteAllAsync(new byte[10]);
        if (random.Next(2) == 0)
        {
            await tunnel.ReadOutcomeAsync();
        }

        tunnel.Dispose();
    };

    private static byte[] AnyFrame(Random random)
    {
        var streamId = random.Next(0, 12);
        var flags = (FrameFlags)(random.Next(4) == 0 ? random.Next(256) : random.Next(2) * 4 + random.Next(2));
        return random.Next(12) switch
        {
            0 or 1 => Request(streamId, FrameFlags.EndHeaders | (flags & FrameFlags.EndStream)),
            2 or 3 => Frame(FrameType.Data, flags, streamId, Bytes(random, 5000)),
            4 => RstStream(streamId),
            5 => WindowUpdate(streamId, random.Next(100_000)),
            6 => Settings(((SettingId)random.Next(8), (uint)random.Next(200_000))),
            7 => Frame(FrameType.Ping, flags & FrameFlags.Ack, 0, new byte[8]),
            8 => GoAway(random.Next(10), Http2ErrorCode.NoError),
            9 => Frame(FrameType.Headers, flags, streamId, Bytes(random, 60)),
            10 => Frame(FrameType.Continuation, flags, streamId, Bytes(random, 60)),
            _ => Frame((FrameType)random.Next(16), flags, streamId, Bytes(random, 20)),
        };
    }

    private static byte[] Bytes(Random random, int max)
    {
        var bytes = new byte[random.Next(max)];
        random.NextBytes(bytes);
        return bytes;
    }
}
