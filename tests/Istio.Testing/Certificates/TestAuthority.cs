using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istio.Testing.Certificates;

/// <summary>A certificate authority of a test: a self-signed P-256 root that signs workload certificates, directly or through an intermediate.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly TestAuthority? _issuer;

    private TestAuthority(X509Certificate2 certificate, TestAuthority? issuer)
    {
        _certificate = certificate;
        _issuer = issuer;
    }

    /// <summary>The root at the top, as PEM.</summary>
    public string RootPem => _issuer?.RootPem ?? _certificate.ExportCertificatePem();

    /// <summary>A new root, valid for a day around the machine's time.</summary>
    public static TestAuthority CreateRoot(string name = "test root")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor(name, key);
        var now = TimeProvider.System.GetUtcNow();
        return new TestAuthority(request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1)), null);
    }

    /// <summary>An authority below this one; its workload certificates come with the intermediate in their chain.</summary>
    public TestAuthority CreateIntermediate(string name = "test intermediate")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Sign(RequestFor(name, key), _certificate.NotBefore, _certificate.NotAfter);
        return new TestAuthority(signed.CopyWithPrivateKey(key), this);
    }

    /// <summary>A workload certificate with one URI name, good for both roles as Istio's are.</summary>
    /// <param name="spiffeId">The URI name, for example <c>spiffe://cluster.local/ns/default/sa/client</c>.</param>
    /// <param name="validFrom">Start of validity; an hour ago when null.</param>
    /// <param name="validTo">End of validity; in an hour when null.</param>
    public TestCertificate Issue(string spiffeId, DateTimeOffset? validFrom = null, DateTimeOffset? validTo = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(spiffeId));
        request.CertificateExtensions.Add(names.Build(critical: true)); // Critical because the subject is empty (RFC 5280 4.2.1.6).
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var leaf = Sign(request, validFrom ?? now.AddHours(-1), validTo ?? now.AddHours(1));
        return new TestCertificate(leaf.ExportCertificatePem() + "\n" + IntermediatesPem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate as no authority of a mesh should make it: with any number of URI names, or for signing others.</summary>
    /// <param name="uris">The URI names.</param>
    /// <param name="isAuthority">With the CA flag.</param>
    /// <param name="usage">The key usage.</param>
    public TestCertificate IssueUnfit(IEnumerable<string> uris, bool isAuthority = false, X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=unfit", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var uri in uris)
        {
            names.AddUri(new Uri(uri));
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var leaf = Sign(request, now.AddHours(-1), now.AddHours(1));
        return new TestCertificate(leaf.ExportCertificatePem() + "\n" + IntermediatesPem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }

    private string IntermediatesPem() => _issuer is null ? "" : _certificate.ExportCertificatePem() + "\n" + _issuer.IntermediatesPem();

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset to)
    {
        // The .NET API refuses to sign beyond the issuer's validity when it is given a certificate; the generator does not look.
        using var issuerKey = _certificate.GetECDsaPrivateKey()!;
        var generator = X509SignatureGenerator.CreateForECDsa(issuerKey);
        return request.Create(_certificate.SubjectName, generator, from, to, RandomNumberGenerator.GetBytes(8));
    }
}
