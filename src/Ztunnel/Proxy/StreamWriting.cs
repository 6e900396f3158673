using Istio.Reactor;

namespace Ztunnel.Proxy;

/// <summary>Writing of the small messages that a proxy itself puts on a connection.</summary>
internal static class StreamWriting
{
    /// <summary>Writes all of a message; false when the peer is gone.</summary>
    public static async ValueTask<bool> WriteAllAsync(this ByteStream stream, ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var written = stream.TryWrite(message.Span);
            if (written == ByteStream.Failed)
            {
                return false;
            }

            if (written == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
                continue;
            }

            message = message[written..];
        }

        return true;
    }
}
