using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Security.Keys;

namespace Istio.Security.Certificates;

/// <summary>
/// A PKCS#10 request (RFC 2986). A client states its identity in it; Istio's CA takes only the public key and looks whether there is a common name.
/// </summary>
public sealed class SigningRequest
{
    private const string CommonNameOid = "2.5.4.3";
    private const string PemLabel = "CERTIFICATE REQUEST";
    private const string LegacyPemLabel = "NEW CERTIFICATE REQUEST";

    /// <summary>More than any real request; a bound on what an unauthenticated size can cost.</summary>
    private const int LongestPem = 64 * 1024;

    private SigningRequest(PublicKey publicKey, bool hasCommonName, SubjectAltNames names)
    {
        PublicKey = publicKey;
        HasCommonName = hasCommonName;
        Names = names;
    }

    public PublicKey PublicKey { get; }

    /// <summary>Istio answers a request that has a common name with a certificate that has one ("dual use").</summary>
    public bool HasCommonName { get; }

    /// <summary>What the client asks for; never what it gets by asking.</summary>
    public SubjectAltNames Names { get; }

    /// <summary>A request with an empty subject and one critical URI name, in PEM.</summary>
    public static string Create(PrivateKey key, SpiffeId identity)
    {
        var request = new CertificateRequest(new X500DistinguishedName(string.Empty), key.PublicKey, key.Digest);
        request.CertificateExtensions.Add(SubjectAltNames.FromNames([identity.ToString()]).Encode(critical: true));
        var der = request.CreateSigningRequest(key.CreateSignatureGenerator());
        return PemEncoding.WriteString(PemLabel, der) + "\n";
    }

    /// <summary>Reads a request and verifies that it is signed by the key it carries.</summary>
    public static bool TryParse(string pem, [NotNullWhen(true)] out SigningRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        if (pem.Length > LongestPem)
        {
            error = $"the certificate request has {pem.Length} characters, at most {LongestPem} are read";
            return false;
        }

        if (!PemEncoding.TryFind(pem, out var fields))
        {
            error = "the certificate request is not PEM";
            return false;
        }

        if (pem.AsSpan()[fields.Label] is not (PemLabel or LegacyPemLabel))
        {
            error = $"expected a certificate request, found a PEM block '{pem[fields.Label]}'";
            return false;
        }

        return TryParseDer(Convert.FromBase64String(pem[fields.Base64Data]), out request, out error);
    }

    private static bool TryParseDer(byte[] der, [NotNullWhen(true)] out SigningRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        try
        {
            // Extensions are never copied from here into a certificate, which is what the option's name warns of. The key is checked before the signature:
            // a huge one is not worth the work.
            var read = Load(der, CertificateRequestLoadOptions.SkipSignatureValidation);
            error = SubjectKeys.Refusal(read.PublicKey) ?? SignatureRefusal(der, read.PublicKey);
            if (error is null)
            {
                request = new SigningRequest(read.PublicKey, CommonNameIn(read.SubjectName), SubjectAltNames.Of(read));
                return true;
            }
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or NotSupportedException or ArgumentException or DllNotFoundException)
        {
            error = e.Message;
        }

        error = $"the certificate request cannot be accepted: {error}";
        return false;
    }

    private static CertificateRequest Load(byte[] der, CertificateRequestLoadOptions options) => CertificateRequest.LoadSigningRequest(
        der, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions | options, RSASignaturePadding.Pkcs1);

    /// <summary>The request's signature over itself proves that the sender holds the private key.</summary>
    /// <exception cref="CryptographicException">The signature is wrong.</exception>
    private static string? SignatureRefusal(byte[] der, PublicKey key)
    {
        if (key.Oid.Value != Ed25519.Oid)
        {
            _ = Load(der, CertificateRequestLoadOptions.Default);
            return null;
        }

        // CertificationRequest ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm, signature } (RFC 2986, section 4.2)
        var parts = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var signed = parts.ReadEncodedValue();
        var algorithm = parts.ReadSequence().ReadObjectIdentifier();
        var signature = parts.ReadBitString(out _);
        return algorithm == Ed25519.Oid && Ed25519.Verifies(key.EncodedKeyValue.RawData, signed.Span, signature)
            ? null
            : "it is not signed by its own key";
    }

    private static bool CommonNameIn(X500DistinguishedName subject)
    {
        foreach (var part in subject.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameOid)
            {
                return true;
            }
        }

        return false;
    }
}
