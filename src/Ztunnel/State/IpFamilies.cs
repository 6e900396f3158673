using Istio.Core.Net;

namespace Ztunnel.State;

/// <summary>Which address families a service uses. Values of <c>istio.workload.IPFamilies</c>.</summary>
internal enum IpFamilies
{
    Automatic = 0,
    V4Only = 1,
    V6Only = 2,
    Dual = 3,
}

internal static class IpFamiliesExtensions
{
    public static bool Accepts(this IpFamilies families, IpAddress address) => families switch
    {
        IpFamilies.V4Only => address.IsV4,
        IpFamilies.V6Only => address.IsV6,
        _ => true,
    };
}
