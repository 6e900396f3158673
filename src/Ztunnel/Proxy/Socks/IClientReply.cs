using Istio.Reactor;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy.Socks;

/// <summary>How the result of the connection attempt reaches the client: a captured one not at all, a SOCKS5 client by a reply.</summary>
internal interface IClientReply
{
    /// <summary>False when the client is gone.</summary>
    ValueTask<bool> SucceedAsync(ByteStream client);

    /// <summary>Sends the reason as far as the protocol can express it, and closes the client's connection.</summary>
    ValueTask FailAsync(ByteStream client, Cause cause);
}
