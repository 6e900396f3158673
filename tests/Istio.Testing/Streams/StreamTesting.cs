using Istio.Reactor;
using Xunit;

namespace Istio.Testing.Streams;

/// <summary>Whole reads and writes on byte streams, as tests want them.</summary>
public static class StreamTesting
{
    public static async Task<byte[]> ReadToEndAsync(this ByteStream stream)
    {
        var all = new MemoryStream();
        var chunk = new byte[8192];
        while (true)
        {
            var count = stream.TryRead(chunk);
            if (count == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
                continue;
            }

            if (count == ByteStream.EndOfStream)
            {
                return all.ToArray();
            }

            Assert.True(count > 0, stream.Failure?.Detail);
            all.Write(chunk, 0, count);
        }
    }

    public static async Task<byte[]> ReadExactlyAsync(this ByteStream stream, int length)
    {
        var all = new byte[length];
        for (var at = 0; at < length;)
        {
            var count = stream.TryRead(all.AsSpan(at));
            if (count == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
                continue;
            }

            Assert.True(count > 0, stream.Failure?.Detail ?? "end of stream");
            at += count;
        }

        return all;
    }

    public static async Task WriteAllAsync(this ByteStream stream, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = stream.TryWrite(bytes.Span);
            if (count == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
                continue;
            }

            Assert.True(count > 0, stream.Failure?.Detail);
            bytes = bytes[count..];
        }
    }

    /// <summary>Sends back whatever arrives, until the other side has ended or gone.</summary>
    public static async Task EchoAsync(this ByteStream stream)
    {
        var chunk = new byte[64 * 1024];
        int count;
        while ((count = stream.TryRead(chunk)) is > 0 or ByteStream.WouldBlock)
        {
            if (count > 0)
            {
                await stream.WriteAllAsync(chunk.AsMemory(0, count));
            }
            else
            {
                await stream.ReadableAsync();
            }
        }

        stream.ShutdownWrite();
    }

    /// <summary>Reads until something other than data or "would block" comes back, and returns that.</summary>
    public static async Task<int> ReadOutcomeAsync(this ByteStream stream)
    {
        var chunk = new byte[4096];
        int count;
        while ((count = stream.TryRead(chunk)) is ByteStream.WouldBlock or > 0)
        {
            if (count < 0)
            {
                await stream.ReadableAsync();
            }
        }

        return count;
    }

    public static byte[] RandomBytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
