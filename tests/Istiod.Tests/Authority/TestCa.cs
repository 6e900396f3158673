using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istiod.Tests.Authority;

/// <summary>A root with an intermediate below it, as an operator would plug it in.</summary>
internal sealed class TestCa
{
    private readonly DateTimeOffset _now;

    public TestCa(DateTimeOffset now, string name = "operator", TimeSpan? intermediateLife = null)
    {
        _now = now;
        Root = RootCertificate.CreateSelfSigned(RootKey, name, new Validity(now.AddDays(-1), now.AddYears(10)));
        Certificate = RootCertificate.CreateIntermediate(
            Key, name, "istiod CA", Root, RootKey, new Validity(now.AddDays(-1), now + (intermediateLife ?? TimeSpan.FromDays(365))));
    }

    public PrivateKey RootKey { get; } = PrivateKey.CreateP256();

    public PrivateKey Key { get; } = PrivateKey.CreateP256();

    public X509Certificate2 Root { get; }

    public X509Certificate2 Certificate { get; }

    public TrustBundle Bundle => TrustBundle.Of(Root);

    /// <summary>A certificate signed by the intermediate, with its key.</summary>
    public (PrivateKey Key, X509Certificate2 Leaf) Client(params string[] names)
    {
        var key = PrivateKey.CreateP256();
        var day = new Validity(_now.AddMinutes(-2), _now.AddDays(1));
        return (key, new CertificateSigner(Certificate, Key).Sign(key.PublicKey, SubjectAltNames.FromNames(names), null, day));
    }

    /// <summary>The same as a client shows it in a handshake: with its key and the intermediate.</summary>
    public SslStreamCertificateContext Credential(params string[] names)
    {
        var (key, leaf) = Client(names);
        return SslStreamCertificateContext.Create(key.Attach(leaf), [Certificate], offline: true);
    }

    /// <summary>An authority's certificate that has a workload's name, signed by the intermediate.</summary>
    public SslStreamCertificateContext AuthorityCredential(string name)
    {
        var key = PrivateKey.CreateP256();
        using var issuer = ECDsa.Create();
        issuer.ImportFromPem(Key.ToPem());
        var request = new CertificateRequest(new X500DistinguishedName(""), key.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(SubjectAltNames.FromNames([name]).Encode(critical: true));
        var leaf = request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), _now.AddMinutes(-2), _now.AddDays(1), [7]);
        return SslStreamCertificateContext.Create(key.Attach(leaf), [Certificate], offline: true);
    }

    public void WriteCaCerts(TemporaryDirectory directory)
    {
        directory.Write("ca-key.pem", Key.ToPem());
        directory.Write("ca-cert.pem", CertificatePem.Write(Certificate));
        directory.Write("cert-chain.pem", CertificatePem.Write([Certificate, Root]));
        directory.Write("root-cert.pem", Bundle.Pem);
    }

    public void WriteTlsSecret(TemporaryDirectory directory)
    {
        directory.Write("tls.key", Key.ToPem());
        directory.Write("tls.crt", CertificatePem.Write(Certificate));
        directory.Write("ca.crt", Bundle.Pem);
    }
}
