using Istio.Core.Values;

namespace Istio.Reactor.Tls;

/// <summary>
/// Which verified peers are acceptable. The chain is verified first, by <see cref="TrustStore"/>. A peer is one workload: a certificate with several URI names
/// is
/// refused whichever of them would do (X.509-SVID, section 2).
/// </summary>
public sealed class PeerRequirement
{
    private readonly ValueList<string>? _identities;
    private readonly string? _trustDomain;

    private PeerRequirement(ValueList<string>? identities, string? trustDomain)
    {
        _identities = identities;
        _trustDomain = trustDomain;
    }

    /// <summary>A client's demand: the URI name of the server equals one of these SPIFFE ids, letter by letter.</summary>
    public static PeerRequirement OneOf(ValueList<string> identities) => new(identities, null);

    /// <summary>A server's demand: the URI name of the client is a workload identity of this trust domain.</summary>
    public static PeerRequirement InTrustDomain(string trustDomain) => new(null, trustDomain);

    /// <summary>Null when the peer is acceptable.</summary>
    internal StreamFailure? Check(TlsPeer peer) => _identities is null ? CheckTrustDomain(peer) : CheckIdentity(peer, _identities);

    private static StreamFailure? CheckIdentity(TlsPeer peer, ValueList<string> identities)
    {
        if (peer.UriNames.Count == 1)
        {
            foreach (var expected in identities)
            {
                if (string.Equals(peer.UriNames[0], expected, StringComparison.Ordinal))
                {
                    return null;
                }
            }
        }

        return new StreamFailure(
            FailureReason.UnexpectedIdentity, $"tls: the peer is [{string.Join(", ", peer.UriNames)}], expected one of [{string.Join(", ", identities)}]");
    }

    private StreamFailure? CheckTrustDomain(TlsPeer peer) =>
        peer.Identity is { HasPlainPath: true } identity && string.Equals(identity.TrustDomain, _trustDomain, StringComparison.Ordinal)
            ? null
            : new StreamFailure(
                FailureReason.WrongTrustDomain, $"tls: the peer is [{string.Join(", ", peer.UriNames)}], expected one identity of trust domain {_trustDomain}");
}
