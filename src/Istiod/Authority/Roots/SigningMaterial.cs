using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>What the authority signs with at one moment. Immutable; a rotation or a reload makes another.</summary>
internal sealed class SigningMaterial
{
    private SigningMaterial(PrivateKey key, X509Certificate2 certificate, IReadOnlyList<X509Certificate2> intermediates, TrustBundle roots)
    {
        Key = key;
        Certificate = certificate;
        Intermediates = intermediates;
        Roots = roots;
        Signer = new CertificateSigner(certificate, key);
        EndOfChain = intermediates.Append(certificate).Min(one => Validity.Of(one).NotAfter);
    }

    public PrivateKey Key { get; }

    /// <summary>The issuer of workload certificates.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Sent to peers between the workload's certificate and the root; empty when a root signs directly.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>What peers shall trust: the root of <see cref="Certificate"/> and those that were or will be.</summary>
    public TrustBundle Roots { get; }

    public CertificateSigner Signer { get; }

    /// <summary>When the first certificate on the way to the root ends; nothing signed verifies after that.</summary>
    public DateTimeOffset EndOfChain { get; }

    /// <summary>Puts material together and checks that it can sign anything that verifies.</summary>
    /// <param name="origin">Where it comes from, for the message.</param>
    /// <exception cref="AuthorityException">Says which of the parts does not fit.</exception>
    public static SigningMaterial Create(
        string origin, PrivateKey key, X509Certificate2 certificate, IReadOnlyList<X509Certificate2> intermediates, TrustBundle roots, DateTimeOffset now)
    {
        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            throw new AuthorityException($"{origin}: the CA certificate '{certificate.Subject}' is not a certificate authority");
        }

        if (!key.Matches(certificate))
        {
            throw new AuthorityException($"{origin}: the CA key does not belong to the CA certificate '{certificate.Subject}'");
        }

        var verdict = roots.Verify(PeerChain.Of(certificate, intermediates), CertificateUse.Authority, now);
        return verdict.IsTrusted
            ? new SigningMaterial(key, certificate, intermediates, roots)
            : throw new AuthorityException($"{origin}: the CA certificate '{certificate.Subject}' does not lead to the root certificates: {verdict.Reason}");
    }
}
