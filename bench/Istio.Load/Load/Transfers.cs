using Istio.Reactor;

namespace Istio.Load.Load;

/// <summary>Whole transfers on a stream; a broken stream ends the benchmark with its reason.</summary>
internal static class Transfers
{
    public static async ValueTask WriteAsync(ByteStream stream, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = stream.TryWrite(bytes.Span);
            if (count == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
                continue;
            }

            ThrowIfBroken(stream, count);
            bytes = bytes[count..];
        }
    }

    public static async ValueTask ReadExactlyAsync(ByteStream stream, Memory<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = stream.TryRead(destination.Span);
            if (count == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
                continue;
            }

            ThrowIfBroken(stream, count);
            destination = destination[count..];
        }
    }

    private static void ThrowIfBroken(ByteStream stream, int count)
    {
        if (count <= 0)
        {
            throw new IOException(stream.Failure?.Detail ?? "the proxy closed the connection");
        }
    }
}
