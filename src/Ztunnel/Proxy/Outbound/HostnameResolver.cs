using System.Net;
using System.Net.Sockets;
using Istio.Core.Net;
using Ztunnel.Proxy.Routing;

namespace Ztunnel.Proxy.Outbound;

/// <summary>Resolves workloads that have a host name instead of addresses (ServiceEntry with DNS resolution), by the machine's resolver.</summary>
internal static class HostnameResolver
{
    /// <summary>The route with an address of the asked family if there is one, else of the other; null when there is none at all.</summary>
    public static async ValueTask<OutboundRoute?> ResolveAsync(OutboundRoute route, IpAddress asked)
    {
        if (route.Upstream is not { Hostname.Length: > 0 } upstream || await LookUpAsync(upstream.Hostname) is not { Length: > 0 } addresses)
        {
            return null;
        }

        var preferred = Array.FindAll(addresses, address => address.Length == asked.Length);
        var candidates = preferred.Length > 0 ? preferred : addresses;
        var address = candidates[Random.Shared.Next(candidates.Length)];
        return route with
        {
            NextHop = route.NextHop with { Address = address },
            Authority = route.Authority with { Address = address },
        };
    }

    /// <summary>Empty when the name does not resolve.</summary>
    public static async ValueTask<IpAddress[]> LookUpAsync(string hostname)
    {
        try
        {
            return Array.ConvertAll(await Dns.GetHostAddressesAsync(hostname), IpAddress.From);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }
}
