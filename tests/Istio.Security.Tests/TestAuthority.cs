using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Tests;

/// <summary>A root, or an intermediate below one, at a fixed moment.</summary>
internal sealed class TestAuthority
{
    public static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    public static readonly Validity TenYears = new(Now.AddDays(-1), Now.AddYears(10));
    public static readonly Validity OneDay = new(Now.AddMinutes(-2), Now.AddDays(1));

    private TestAuthority(X509Certificate2 certificate, PrivateKey key)
    {
        Certificate = certificate;
        Key = key;
        Signer = new CertificateSigner(certificate, key);
    }

    public X509Certificate2 Certificate { get; }

    public PrivateKey Key { get; }

    public CertificateSigner Signer { get; }

    public TrustBundle Bundle => TrustBundle.Of(Certificate);

    public static TestAuthority Root(string organization = "cluster.local") => Root(organization, PrivateKey.CreateP256(), TenYears);

    public static TestAuthority Root(string organization, PrivateKey key, Validity validity) =>
        new(RootCertificate.CreateSelfSigned(key, organization, validity), key);

    public TestAuthority Intermediate(string commonName)
    {
        var key = PrivateKey.CreateP256();
        return new(RootCertificate.CreateIntermediate(key, "cluster.local", commonName, Certificate, Key, TenYears), key);
    }

    public X509Certificate2 Leaf(string name, Validity? validity = null) => Leaf(PrivateKey.CreateP256(), name, validity);

    public X509Certificate2 Leaf(PrivateKey key, string name, Validity? validity = null) =>
        Signer.Sign(key.PublicKey, SubjectAltNames.FromNames([name]), commonName: null, validity ?? OneDay);
}
