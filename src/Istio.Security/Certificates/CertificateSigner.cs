using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Keys;

namespace Istio.Security.Certificates;

/// <summary>Signs workload certificates with a CA certificate and its key.</summary>
/// <param name="issuer">A CA certificate that <paramref name="key"/> belongs to.</param>
public sealed class CertificateSigner(X509Certificate2 issuer, PrivateKey key)
{
    /// <summary>Bytes of a random serial number: 128 bit. Positive and not longer than the 20 bytes of RFC 5280, section 4.1.2.2.</summary>
    private const int SerialLength = 16;

    private static readonly OidCollection ServerAndClient = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];

    public X509Certificate2 Issuer => issuer;

    /// <summary>A certificate for both TLS roles, not for signing others.</summary>
    /// <param name="commonName">Null leaves the subject empty and makes the alternative names critical.</param>
    /// <exception cref="CryptographicException">The key cannot be put into a certificate.</exception>
    public X509Certificate2 Sign(PublicKey subjectKey, SubjectAltNames names, string? commonName, Validity validity)
    {
        var request = new CertificateRequest(Subject(commonName), subjectKey, key.Digest);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(ServerAndClient, critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        AddAuthorityKeyIdentifier(request);
        request.CertificateExtensions.Add(names.Encode(critical: true));
        return request.Create(issuer.SubjectName, key.CreateSignatureGenerator(), validity.NotBefore, validity.NotAfter, NewSerial());
    }

    /// <summary>The framework reads it as an unsigned number, so all 128 bits are random.</summary>
    internal static byte[] NewSerial() => RandomNumberGenerator.GetBytes(SerialLength);

    private static X500DistinguishedName Subject(string? commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        if (commonName is not null)
        {
            name.AddCommonName(commonName);
        }

        return name.Build();
    }

    private void AddAuthorityKeyIdentifier(CertificateRequest request)
    {
        foreach (var extension in issuer.Extensions)
        {
            if (extension is X509SubjectKeyIdentifierExtension identifier)
            {
                request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
            }
        }
    }
}
