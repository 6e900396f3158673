using Istio.Core.Net;
using Ztunnel.State;

namespace Ztunnel.Policies;

/// <summary>All that a layer 4 policy may look at.</summary>
/// <param name="SourceAddress">The TCP peer; forwarded headers are not believed.</param>
/// <param name="Source">From the verified certificate; null for plain text.</param>
/// <param name="Target">Address and port of the connection to the application, never port 15008.</param>
/// <param name="Destination">The workload that is protected; its namespace and policy list choose the candidates.</param>
internal readonly record struct ConnectionFacts(IpAddress SourceAddress, PeerIdentity? Source, IpPort Target, Workload Destination);
