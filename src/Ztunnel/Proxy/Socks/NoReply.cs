using Istio.Reactor;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy.Socks;

/// <summary>A captured client is connected to its destination as far as it can see: it only sees the connection go on or end.</summary>
internal sealed class NoReply : IClientReply
{
    public static NoReply Instance { get; } = new();

    public ValueTask<bool> SucceedAsync(ByteStream client) => ValueTask.FromResult(true);

    /// <summary>A reset: the client must not take the end for an empty answer.</summary>
    public ValueTask FailAsync(ByteStream client, Cause cause)
    {
        client.Abort();
        return ValueTask.CompletedTask;
    }
}
