using Istio.Core.Net;
using Ztunnel.Proxy.Routing;

namespace Ztunnel.Proxy.Outbound;

/// <summary>Gives a route to a workload that has a host name instead of addresses (ServiceEntry with DNS resolution) its address.</summary>
internal static class HostnameResolver
{
    /// <summary>The route with an address of the asked family if there is one, else of the other; null when there is none at all.</summary>
    public static async ValueTask<OutboundRoute?> ResolveAsync(HostnameCache names, OutboundRoute route, IpAddress asked)
    {
        if (route.Upstream is not { Hostname.Length: > 0 } upstream || await names.LookUpAsync(upstream.Hostname) is not { Length: > 0 } addresses)
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
}
