using Istio.Reactor.Tls;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tests.Tls.Records;

/// <summary>
/// Whatever a peer that has the keys sends, in whatever pieces, ends in content, in an end or in a failure; no buffer is lost (see <see cref="LoopTest"/>).
/// </summary>
public sealed class RecordFuzzTests : LoopTest
{
    private static readonly ContentType[] Types = [ContentType.ApplicationData, ContentType.Handshake, ContentType.Alert, (ContentType)20, 0, (ContentType)255];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Any_sequence_of_records_comes_to_a_conclusion(int seed) => OnLoop(async () =>
    {
        var random = new Random(seed);
        for (var round = 0; round < 150; round++)
        {
            var (near, far) = await ConnectPairAsync();
            var (stream, peer) = RecordPeer.Meet(near, far, random.Next(2) == 0 ? TlsRole.Client : TlsRole.Server, recordsPerKey: random.Next(1, 5));
            var drained = DrainAsync(stream, random.Next(1, 40_000));
            await SendAsync(near: far, Records(peer, random), random);
            far.ShutdownWrite();
            Assert.True(await drained is ByteStream.EndOfStream or ByteStream.Failed);
            stream.Dispose();
            peer.Dispose();
        }
    });

    private static byte[] Records(RecordPeer peer, Random random)
    {
        var all = new List<byte>();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var content = new byte[random.Next(5) == 0 ? random.Next(RecordFormat.MaximumContent) : random.Next(8)];
            random.NextBytes(content);
            if (content.Length > 4 && random.Next(2) == 0)
            {
                ((byte[])[24, 0, 0, 1, (byte)random.Next(3)]).CopyTo(content, 0);
            }

            var record = peer.Seal(Types[random.Next(Types.Length)], content);
            if (random.Next(4) == 0)
            {
                record[random.Next(record.Length)] ^= (byte)random.Next(1, 256);
            }

            all.AddRange(record);
        }

        return [.. all];
    }

    /// <summary>In pieces of any size; a stream that has failed resets the connection, and then there is nothing more to send.</summary>
    private static async Task SendAsync(TcpStream near, byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = near.TryWrite(bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 20_000))));
            if (count == ByteStream.Failed)
            {
                return;
            }

            if (count == ByteStream.WouldBlock)
            {
                await near.WritableAsync();
                continue;
            }

            at += count;
        }
    }

    /// <summary>Reads to the end, writing now and then as a relay would.</summary>
    private static async Task<int> DrainAsync(TlsStream stream, int room)
    {
        var buffer = new byte[room];
        int count;
        while ((count = stream.TryRead(buffer)) is > 0 or ByteStream.WouldBlock)
        {
            if (count < 0)
            {
                await stream.ReadableAsync();
            }
            else
            {
                _ = stream.TryWrite(buffer.AsSpan(0, Math.Min(count, 100)));
            }
        }

        return count;
    }
}
