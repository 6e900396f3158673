using Istio.Core.Net;

namespace Ztunnel.Proxy.Socks;

/// <summary>What a SOCKS5 client asks for.</summary>
/// <param name="Address">The destination; without an address when <paramref name="Host"/> is set.</param>
/// <param name="Error">Why the request is refused; null when it is not.</param>
internal readonly record struct SocksRequest(IpPort Address, string? Host, string? Error)
{
    public static SocksRequest Refused(string error) => new(default, null, error);
}
