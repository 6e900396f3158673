using Istio.Core.Identity;

namespace Ztunnel.Policies;

/// <summary>Who the peer's certificate says it is, with the texts that policies and logs compare, made once per TLS connection.</summary>
internal sealed class PeerIdentity(SpiffeId id)
{
    public SpiffeId Id { get; } = id;

    /// <summary>The full SPIFFE URI.</summary>
    public string Uri { get; } = id.ToString();

    /// <summary>The URI without its scheme, as policies write principals.</summary>
    public string Principal { get; } = id.Principal;
}
