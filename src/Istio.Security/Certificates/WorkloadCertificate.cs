using System.Diagnostics.CodeAnalysis;
using Istio.Core.Identity;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Certificates;

/// <summary>A workload's certificate with its key and what the CA said to trust: all a TLS context needs. Immutable.</summary>
public sealed class WorkloadCertificate
{
    private readonly PrivateKey _key;

    private WorkloadCertificate(SpiffeId identity, PrivateKey key, PeerChain chain, TrustBundle roots)
    {
        Identity = identity;
        _key = key;
        Chain = chain;
        Roots = roots;
        Validity = Validity.Of(chain.Leaf);
    }

    public SpiffeId Identity { get; }

    /// <summary>The leaf and the intermediates, without the root.</summary>
    public PeerChain Chain { get; }

    /// <summary>The roots at the time of signing. Peers are verified against <see cref="LiveTrust"/>, which may be newer.</summary>
    public TrustBundle Roots { get; }

    public Validity Validity { get; }

    public DateTimeOffset RenewAt => Validity.Halfway;

    /// <summary>Leaf first, as OpenSSL's chain files.</summary>
    public string ChainPem => CertificatePem.Write([Chain.Leaf, .. Chain.Intermediates]);

    /// <summary>PKCS#8.</summary>
    public string KeyPem => _key.ToPem();

    /// <summary>
    /// Puts a CA's answer together: the first element is the leaf, the last the root bundle (it may hold several certificates), those
    /// between are intermediates. The leaf must carry the identity and the key that were asked for.
    /// </summary>
    public static bool TryRead(
        SpiffeId identity,
        PrivateKey key,
        IReadOnlyList<string> answer,
        [NotNullWhen(true)] out WorkloadCertificate? certificate,
        [NotNullWhen(false)] out string? error)
    {
        certificate = null;
        if (answer.Count < 2)
        {
            error = answer.Count == 0 ? "the CA sent an empty certificate chain" : "the CA sent no root certificate";
            return false;
        }

        if (!CertificatePem.TryRead(string.Concat(answer.SkipLast(1)), out var sent, out error)
            || !TrustBundle.TryParse(answer[^1], out var roots, out error))
        {
            return false;
        }

        if (!PeerChain.TryCreate(sent[0], sent.Skip(1), out var chain, out error))
        {
            return false;
        }

        error = Mismatch(identity, key, chain);
        if (error is not null)
        {
            return false;
        }

        certificate = new WorkloadCertificate(identity, key, chain, roots);
        return true;
    }

    /// <summary>Whether peers that trust <paramref name="bundle"/> accept this certificate in both roles.</summary>
    public bool VerifiesAgainst(TrustBundle bundle, DateTimeOffset now) =>
        bundle.Verify(Chain, CertificateUse.Server, now).IsTrusted && bundle.Verify(Chain, CertificateUse.Client, now).IsTrusted;

    private static string? Mismatch(SpiffeId identity, PrivateKey key, PeerChain chain)
    {
        if (chain.Names.Uris.Count != 1 || chain.Names.Uris[0] != identity.ToString())
        {
            return $"the CA answered with a certificate for {chain.Names.Uris}, asked for {identity}";
        }

        return key.Matches(chain.Leaf) ? null : "the CA answered with a certificate for another key";
    }
}
