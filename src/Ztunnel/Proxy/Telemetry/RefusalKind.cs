using Istio.Core.Net;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>What refusals of one peer have in common to be gathered.</summary>
/// <param name="Destination">Where the peer wanted to go; no address for the destinations beyond those that are counted separately.</param>
internal readonly record struct RefusalKind(Cause Cause, Reporter Reporter, IpPort Destination);
