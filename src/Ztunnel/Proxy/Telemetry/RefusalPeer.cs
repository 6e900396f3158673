using Istio.Core.Net;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>Who is refused.</summary>
/// <param name="Address">No address: all peers beyond those that are counted separately.</param>
/// <param name="Identity">SPIFFE URI; null when it is not known.</param>
internal readonly record struct RefusalPeer(IpAddress Address, string? Identity);
