using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Core.Values;

namespace Istio.Http.Connect;

/// <summary>What two tunnels must have in common to share a connection. The whole key is compared, so no two identities ever share one.</summary>
/// <param name="Source">Who calls: the certificate that is shown.</param>
/// <param name="Destinations">Who may answer, in the order given.</param>
/// <param name="SourceAddress">The address the connection is made from.</param>
/// <param name="Destination">Where it goes, with the HBONE port.</param>
public sealed record TunnelKey(SpiffeId Source, ValueList<SpiffeId> Destinations, IpAddress SourceAddress, IpPort Destination);
