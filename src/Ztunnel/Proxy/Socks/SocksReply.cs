using Istio.Reactor;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy.Socks;

/// <summary>The reply of RFC 1928 section 6. The bound address in it is all zero: clients of a CONNECT have no use for it.</summary>
internal sealed class SocksReply : IClientReply
{
    public const byte CommandNotSupported = 7;
    public const byte AddressTypeNotSupported = 8;

    private const byte Succeeded = 0;
    private const byte GeneralFailure = 1;
    private const byte NotAllowed = 2;
    private const byte HostUnreachable = 4;
    private const byte ConnectionRefused = 5;

    public static SocksReply Instance { get; } = new();

    public ValueTask<bool> SucceedAsync(ByteStream client) => SendAsync(client, Succeeded);

    public async ValueTask FailAsync(ByteStream client, Cause cause)
    {
        await SendAsync(client, CodeOf(cause));
        client.ShutdownWrite();
        client.Dispose();
    }

    /// <summary>False when the client is gone.</summary>
    public static ValueTask<bool> SendAsync(ByteStream client, byte code) =>
        client.WriteAllAsync(new byte[] { 5, code, 0, 1, 0, 0, 0, 0, 0, 0 });

    private static byte CodeOf(Cause cause) => cause switch
    {
        Cause.TunnelRefused or Cause.PolicyRejection => NotAllowed,
        Cause.NoRoute => HostUnreachable,
        Cause.ApplicationUnreachable or Cause.DialFailed => ConnectionRefused,
        _ => GeneralFailure,
    };
}
