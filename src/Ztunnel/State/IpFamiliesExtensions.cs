using Istio.Core.Net;

namespace Ztunnel.State;

internal static class IpFamiliesExtensions
{
    public static bool Accepts(this IpFamilies families, IpAddress address) => families switch
    {
        IpFamilies.V4Only => address.IsV4,
        IpFamilies.V6Only => address.IsV6,
        _ => true,
    };
}
