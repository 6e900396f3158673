using Istio.Core.Net;

namespace Istio.Load.Pairs;

/// <summary>Where callers dial a pair.</summary>
/// <param name="Address">The first proxy's listener.</param>
/// <param name="SocksTarget">When set the listener speaks SOCKS5 and this is what to ask for.</param>
internal sealed record ProxyEntry(IpPort Address, IpPort? SocksTarget = null);
