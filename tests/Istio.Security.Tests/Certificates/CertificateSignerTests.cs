using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Tests.Certificates;

public sealed class CertificateSignerTests
{
    private const string Name = "spiffe://cluster.local/ns/default/sa/reviews";

    [Fact]
    public void A_leaf_serves_both_TLS_roles_and_signs_nothing()
    {
        var leaf = TestAuthority.Root().Leaf(Name);

        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, Extension<X509KeyUsageExtension>(leaf).KeyUsages);
        var uses = Extension<X509EnhancedKeyUsageExtension>(leaf).EnhancedKeyUsages;
        Assert.Equal(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], uses.Cast<Oid>().Select(oid => oid.Value));
        Assert.False(Extension<X509BasicConstraintsExtension>(leaf).CertificateAuthority);
    }

    [Fact]
    public void A_leaf_has_its_name_in_a_critical_extension_and_no_subject()
    {
        var leaf = TestAuthority.Root().Leaf(Name);

        Assert.Equal("", leaf.Subject);
        Assert.True(leaf.Extensions["2.5.29.17"]!.Critical);
        Assert.Equal([Name], SubjectAltNames.Of(leaf).Uris);
    }

    [Fact]
    public void Serial_numbers_are_128_bit_and_positive()
    {
        var root = TestAuthority.Root();
        var serials = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            var leaf = root.Leaf(Name);
            Assert.InRange(leaf.SerialNumberBytes.Length, 15, 17);
            Assert.True((leaf.SerialNumberBytes.Span[0] & 0x80) == 0);
            serials.Add(leaf.SerialNumber);
        }

        Assert.Equal(50, serials.Count);
    }

    [Fact]
    public void Validity_is_written_to_the_second()
    {
        var leaf = TestAuthority.Root().Leaf(Name);

        Assert.Equal(TestAuthority.OneDay, Validity.Of(leaf));
        Assert.Equal(TestAuthority.Now.AddMinutes(-1).AddHours(12), Validity.Of(leaf).Halfway);
    }

    [Fact]
    public void An_RSA_authority_signs_EC_keys()
    {
        var root = TestAuthority.Root("cluster.local", PrivateKey.CreateRsa(2048), TestAuthority.TenYears);
        var leaf = root.Leaf(Name);

        Assert.Equal("1.2.840.113549.1.1.11", leaf.SignatureAlgorithm.Value);
        Assert.True(root.Bundle.Verify(PeerChain.Of(leaf), CertificateUse.Client, TestAuthority.Now).IsTrusted);
    }

    private static T Extension<T>(X509Certificate2 certificate)
        where T : X509Extension => certificate.Extensions.OfType<T>().Single();
}
