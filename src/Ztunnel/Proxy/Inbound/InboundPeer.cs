using Istio.Core.Net;
using Ztunnel.Policies;

namespace Ztunnel.Proxy.Inbound;

/// <summary>The client's end of an HBONE connection.</summary>
/// <param name="Local">The address the client connected to.</param>
/// <param name="Identity">Null when its certificate has no workload identity.</param>
internal sealed record InboundPeer(IpPort Source, IpPort Local, PeerIdentity? Identity);
