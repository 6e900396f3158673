using System.Globalization;
using Istio.Core.Net;

namespace Ztunnel.Proxy.Headers;

/// <summary>The <c>:authority</c> of a CONNECT: an address within a network, or a service's host name from beyond a network's edge.</summary>
/// <param name="Address">No address when <paramref name="Hostname"/> is set.</param>
internal readonly record struct TunnelAuthority(IpAddress Address, string? Hostname, ushort Port)
{
    public static bool TryParse(string text, out TunnelAuthority authority)
    {
        if (IpPort.TryParse(text, out var address))
        {
            authority = new(address.Address, null, address.Port);
            return true;
        }

        authority = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = text[..colon];
        if (host.AsSpan().ContainsAny(':', '[', '/') || Uri.CheckHostName(host) != UriHostNameType.Dns)
        {
            return false;
        }

        authority = new(default, host, port);
        return true;
    }
}
