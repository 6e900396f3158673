using System.Buffers.Binary;
using Istio.Load.Load;
using Istio.Reactor;

namespace Istio.Load.Programs;

/// <summary>The application behind the proxies. A connection's first byte says what it does: answer every byte, or swallow all and say how many.</summary>
internal static class Application
{
    /// <summary>Answers every message with itself, the first byte included.</summary>
    public const byte Echo = (byte)'E';

    /// <summary>Swallows bytes until the end of the stream and answers their number as 8 bytes, network order.</summary>
    public const byte Sink = (byte)'S';

    public static async void Serve(TcpStream stream)
    {
        using (stream)
        {
            var scratch = stream.Loop.Scratch;
            var count = stream.TryRead(scratch);
            while (count == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
                count = stream.TryRead(stream.Loop.Scratch);
            }

            if (count <= 0)
            {
                return;
            }

            await (stream.Loop.Scratch[0] == Sink ? SwallowAsync(stream, count) : EchoAsync(stream, count));
        }
    }

    private static async Task EchoAsync(TcpStream stream, int count)
    {
        while (count > 0)
        {
            // A benchmark's messages are small and answered one at a time: the socket always has room.
            if (stream.TryWrite(stream.Loop.Scratch[..count]) != count)
            {
                return;
            }

            while ((count = stream.TryRead(stream.Loop.Scratch)) == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
            }
        }
    }

    private static async Task SwallowAsync(TcpStream stream, long total)
    {
        int count;
        while ((count = stream.TryRead(stream.Loop.Scratch)) != ByteStream.EndOfStream)
        {
            if (count == ByteStream.Failed)
            {
                return;
            }

            if (count == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
                continue;
            }

            total += count;
        }

        var answer = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(answer, total);
        await Transfers.WriteAsync(stream, answer);
        stream.ShutdownWrite();
    }
}
