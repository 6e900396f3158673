using Istio.Reactor;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy.Socks;

/// <summary>How a client learns whether its connection was made: a captured one not at all, a SOCKS5 client by a reply.</summary>
internal interface IClientReply
{
    /// <summary>False when the client is gone.</summary>
    ValueTask<bool> SucceedAsync(ByteStream client);

    /// <summary>Tells why as far as the protocol can, and closes the client's connection.</summary>
    ValueTask FailAsync(ByteStream client, Cause cause);
}
