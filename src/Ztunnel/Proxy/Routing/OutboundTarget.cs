using Istio.Core.Net;
using Ztunnel.State;

namespace Ztunnel.Proxy.Routing;

/// <summary>What the application asked for.</summary>
/// <param name="Address">The original destination; for a service named by a SOCKS5 client one of its virtual addresses, or none.</param>
/// <param name="Service">Set when the client named a service instead of an address.</param>
internal readonly record struct OutboundTarget(IpPort Address, Service? Service)
{
    public static OutboundTarget Of(IpPort address) => new(address, null);
}
