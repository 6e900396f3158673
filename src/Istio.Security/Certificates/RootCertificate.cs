using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Keys;

namespace Istio.Security.Certificates;

/// <summary>Makes CA certificates: self-signed roots, and intermediates below them (plugged-in CAs of tests and samples).</summary>
public static class RootCertificate
{
    /// <param name="organization">Istio writes the trust domain here.</param>
    public static X509Certificate2 CreateSelfSigned(PrivateKey key, string organization, Validity validity)
    {
        var request = CaRequest(Subject(organization, commonName: null), key, key.Digest);
        return Sign(request, request.SubjectName, key, validity);
    }

    /// <summary>A CA certificate for <paramref name="key"/>, signed by another CA.</summary>
    public static X509Certificate2 CreateIntermediate(
        PrivateKey key, string organization, string commonName, X509Certificate2 issuer, PrivateKey issuerKey, Validity validity)
    {
        var request = CaRequest(Subject(organization, commonName), key, issuerKey.Digest);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        return Sign(request, issuer.SubjectName, issuerKey, validity);
    }

    private static X509Certificate2 Sign(CertificateRequest request, X500DistinguishedName issuer, PrivateKey issuerKey, Validity validity) =>
        request.Create(issuer, issuerKey.CreateSignatureGenerator(), validity.NotBefore, validity.NotAfter, CertificateSigner.NewSerial());

    private static X500DistinguishedName Subject(string organization, string? commonName)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(organization);
        if (commonName is not null)
        {
            subject.AddCommonName(commonName);
        }

        return subject.Build();
    }

    private static CertificateRequest CaRequest(X500DistinguishedName subject, PrivateKey key, HashAlgorithmName digest)
    {
        var request = new CertificateRequest(subject, key.PublicKey, digest);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key.PublicKey, critical: false));
        return request;
    }
}
