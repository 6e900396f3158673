using Istio.Core.Identity;
using Istio.Core.Values;

namespace Istio.Reactor.Tls;

/// <summary>Which verified peers are acceptable. The chain is judged first, by <see cref="TrustStore"/>.</summary>
public sealed class PeerRequirement
{
    private readonly ValueList<string>? _identities;
    private readonly string? _trustDomain;

    private PeerRequirement(ValueList<string>? identities, string? trustDomain)
    {
        _identities = identities;
        _trustDomain = trustDomain;
    }

    /// <summary>A client's demand: one URI name of the server equals one of these SPIFFE ids, letter by letter.</summary>
    public static PeerRequirement OneOf(ValueList<string> identities) => new(identities, null);

    /// <summary>A server's demand: one URI name of the client is a workload identity of this trust domain.</summary>
    public static PeerRequirement InTrustDomain(string trustDomain) => new(null, trustDomain);

    /// <summary>Null when the peer is acceptable.</summary>
    internal StreamFailure? Judge(TlsPeer peer) => _identities is null ? JudgeTrustDomain(peer) : JudgeIdentity(peer, _identities);

    private static StreamFailure? JudgeIdentity(TlsPeer peer, ValueList<string> identities)
    {
        foreach (var name in peer.UriNames)
        {
            foreach (var expected in identities)
            {
                if (string.Equals(name, expected, StringComparison.Ordinal))
                {
                    return null;
                }
            }
        }

        return new StreamFailure(
            FailureReason.UnexpectedIdentity, $"tls: the peer is [{string.Join(", ", peer.UriNames)}], expected one of [{string.Join(", ", identities)}]");
    }

    private StreamFailure? JudgeTrustDomain(TlsPeer peer)
    {
        foreach (var name in peer.UriNames)
        {
            if (SpiffeId.TryParse(name, out var identity) && string.Equals(identity.TrustDomain, _trustDomain, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return new StreamFailure(
            FailureReason.WrongTrustDomain, $"tls: the peer is [{string.Join(", ", peer.UriNames)}], expected an identity of trust domain {_trustDomain}");
    }
}
