using Istio.Security.Trust;

namespace Istiod.Authority.Serving;

/// <summary>
/// The client certificate of a connection with the chain that came along: a feature of the connection, absent when the client sent none.
/// </summary>
internal sealed class PeerCertificate(PeerChain chain)
{
    public PeerChain Chain => chain;
}
