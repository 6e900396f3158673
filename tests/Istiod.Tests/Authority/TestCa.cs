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

    /// <summary>A client certificate signed by the intermediate, with its key and chain.</summary>
    public (PrivateKey Key, X509Certificate2 Leaf) Client(string name)
    {
        PrivateKey key = PrivateKey.CreateP256();
        Validity day = new(_now.AddMinutes(-2), _now.AddDays(1));
        return (key, new CertificateSigner(Certificate, Key).Sign(key.PublicKey, SubjectAltNames.FromNames([name]), null, day));
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
