using System.Security.Cryptography;
using Istio.Security.Keys;

namespace Istio.Security.Tests.Keys;

public sealed class PrivateKeyTests
{
    [Fact]
    public void A_key_survives_its_own_PEM()
    {
        var key = PrivateKey.CreateP256();

        Assert.True(PrivateKey.TryReadPem(key.ToPem(), out var read, out _));
        Assert.Equal("EC P-256", read.Algorithm);
        Assert.Equal(key.ToPkcs8(), read.ToPkcs8());
    }

    [Fact]
    public void The_forms_of_OpenSSL_are_read()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        string[] forms = [ec.ExportECPrivateKeyPem(), ec.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem()];

        Assert.Equal(["EC P-384", "EC P-384", "RSA 2048", "RSA 2048"], forms.Select(AlgorithmOf));
    }

    [Fact]
    public void Curve_parameters_in_front_of_a_key_are_passed_over()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ec.ExportECPrivateKeyPem();

        Assert.Equal("EC P-256", AlgorithmOf(pem));
    }

    [Fact]
    public void Unusable_keys_are_refused_with_the_reason()
    {
        using var small = RSA.Create(1024);
        using var encrypted = RSA.Create(2048);
        var secret = encrypted.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));

        Assert.Equal("RSA keys need 2048 bits or more, this one has 1024", ErrorOf(small.ExportPkcs8PrivateKeyPem()));
        Assert.Equal("the private key is encrypted; store it without a pass phrase", ErrorOf(secret));
        Assert.Equal("no PEM block with a private key found", ErrorOf("hello"));
        Assert.Equal("expected a private key, found a PEM block 'CERTIFICATE'", ErrorOf("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
        Assert.StartsWith("the private key cannot be read", ErrorOf("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), StringComparison.Ordinal);
    }

    private static string AlgorithmOf(string pem) => PrivateKey.TryReadPem(pem, out var key, out var error) ? key.Algorithm : error;

    private static string? ErrorOf(string pem) => PrivateKey.TryReadPem(pem, out _, out var error) ? null : error;
}
