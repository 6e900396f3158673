using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Tests.Certificates;

public sealed class SigningRequestTests
{
    /// <summary>Made with <c>openssl req -new</c>.</summary>
    internal const string Ed25519Request = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHdMIGQAgEAMBAxDjAMBgNVBAoMBWlzdGlvMCowBQYDK2VwAyEAxG8b2L2rlH4k
        LHHQD5eC5IZdEjOekZ52EfRfSenrlTmgTTBLBgkqhkiG9w0BCQ4xPjA8MDoGA1Ud
        EQEB/wQwMC6GLHNwaWZmZTovL2NsdXN0ZXIubG9jYWwvbnMvZGVmYXVsdC9zYS9y
        YXRpbmdzMAUGAytlcANBAMP4QQAnyOjImoHEW/tPdxQVuVPgbAjtmyo2O9DOmsEk
        GeKed+ZHhWVnK38gADO7KfdMCw1SXCHWu2ubbG6WNwc=
        -----END CERTIFICATE REQUEST-----
        """;

    private const string Ed448Request = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHaMFwCAQAwEDEOMAwGA1UECgwFaXN0aW8wQzAFBgMrZXEDOgBiJPrk2BPdC2Oj
        ieiCsgWXsiTrOdtGOOgYAbEdXUEMymEOqvoyAW+YEZV1/Of9yQM0FMrOZ55MeYCg
        ADAFBgMrZXEDcwBW0aKP9zmV9pHQgTY6lZY3OapWDCMBHqttXaNJ6MOxbZveJn59
        ZNd5e71uNH3kC/QElJVCpyahmgBmTojwPz7wI9cdWQbyGCfDGtmMy3oveGXdA0M/
        0PT+OQUptjlf1ZFFEPQ4aChJaaXB9+bo/53/MgA=
        -----END CERTIFICATE REQUEST-----
        """;

    private static readonly SpiffeId Ratings = new("cluster.local", "default", "ratings");

    [Fact]
    public void A_request_has_one_URI_name_and_no_subject()
    {
        var key = PrivateKey.CreateP256();

        Assert.True(SigningRequest.TryParse(SigningRequest.Create(key, Ratings), out var request, out _));
        Assert.Equal(SubjectAltNames.FromNames([Ratings.ToString()]), request.Names);
        Assert.False(request.HasCommonName);
        Assert.Equal(key.PublicKey.ExportSubjectPublicKeyInfo(), request.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void RSA_requests_with_a_common_name_are_read()
    {
        using var key = RSA.Create(2048);
        var pem = new CertificateRequest("O=istio, CN=ratings", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

        Assert.True(SigningRequest.TryParse(pem, out var request, out _));
        Assert.True(request.HasCommonName);
        Assert.Equal(SubjectAltNames.None, request.Names);
    }

    [Fact]
    public void A_request_not_signed_by_its_own_key_is_refused()
    {
        var der = Decode(SigningRequest.Create(PrivateKey.CreateP256(), Ratings));
        der[^1] ^= 1;

        Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", der), out _, out var error));
        Assert.StartsWith("the certificate request cannot be accepted", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ed25519_is_accepted_with_its_signature_only()
    {
        Assert.True(SigningRequest.TryParse(Ed25519Request, out var request, out var error), error);
        Assert.Equal([Ratings.ToString()], request.Names.Uris);

        var der = Decode(Ed25519Request);
        der[^1] ^= 1;
        Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", der), out _, out error));
        Assert.Equal("the certificate request cannot be accepted: it is not signed by its own key", error);
    }

    [Fact]
    public void A_certificate_for_Ed25519_has_the_key_as_the_request_wrote_it()
    {
        Assert.True(SigningRequest.TryParse(Ed25519Request, out var request, out _));
        var authority = TestAuthority.Root();

        using var leaf = authority.Signer.Sign(request.PublicKey, request.Names, null, TestAuthority.OneDay);

        // RFC 8410, section 4: the algorithm has no parameters. Go refuses a NULL there.
        var key = Decode(Ed25519Request).AsSpan(27, 44);
        Assert.Equal("302A300506032B6570032100", Convert.ToHexString(key[..12]));
        Assert.True(leaf.RawDataMemory.Span.IndexOf(key) > 0, Convert.ToHexString(leaf.PublicKey.ExportSubjectPublicKeyInfo()));
        Assert.True(authority.Bundle.Verify(PeerChain.Of(leaf), CertificateUse.Client, TestAuthority.Now).IsTrusted);
    }

    [Theory]
    [InlineData(1024, "its key is RSA with 1024 bits")]
    [InlineData(2047, "its key is RSA with 2047 bits")]
    [InlineData(2048, null)]
    [InlineData(8193, "its key is RSA with 8193 bits")]
    public void RSA_keys_have_a_length_that_peers_take(int bits, string? reason)
    {
        // A modulus of that many bits without its factors: the key is checked before the signature.
        var modulus = new byte[(bits + 7) / 8];
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        modulus[^1] = 1;
        using var key = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        using var signer = RSA.Create(2048);
        AssertVerified(RequestFor(new PublicKey(key)), X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1), reason);
    }

    [Theory]
    [InlineData("1.2.840.10045.3.1.7", null)]
    [InlineData("1.3.132.0.34", null)]
    [InlineData("1.3.132.0.35", null)]
    [InlineData("1.3.132.0.33", "its key is EC on ")]
    [InlineData("1.3.132.0.10", "its key is EC on secP256k1 (1.3.132.0.10)")]
    [InlineData("1.3.36.3.3.2.8.1.1.7", "its key is EC on brainpoolP256r1 (1.3.36.3.3.2.8.1.1.7)")]
    public void EC_keys_are_on_curves_that_peers_read(string curve, string? reason)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(curve));
        AssertVerified(RequestFor(new PublicKey(key)), X509SignatureGenerator.CreateForECDsa(key), reason);
    }

    [Fact]
    public void Curves_without_a_name_and_other_kinds_of_keys_are_refused_by_name()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var explicitly = ECDsa.Create(key.ExportExplicitParameters(includePrivateParameters: true));
        AssertVerified(RequestFor(new PublicKey(explicitly)), X509SignatureGenerator.CreateForECDsa(explicitly), "its key is EC on a curve without a name");
        Assert.False(SigningRequest.TryParse(Ed448Request, out _, out var error));
        Assert.Contains("1.3.101.113", error, StringComparison.Ordinal);
        Assert.EndsWith("RSA with 2048 to 8192 bits, EC on P-256, P-384 or P-521, and Ed25519 are signed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the certificate request is not PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "expected a certificate request, found a PEM block 'CERTIFICATE'")]
    public void What_is_no_request_is_refused_with_the_reason(string pem, string reason)
    {
        Assert.False(SigningRequest.TryParse(pem, out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void A_cut_or_changed_request_never_throws()
    {
        var der = Decode(SigningRequest.Create(PrivateKey.CreateP256(), Ratings));
        for (var position = 0; position < der.Length; position++)
        {
            byte[] changed = [.. der];
            changed[position] ^= 0xff;

            Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", changed), out _, out _));
            Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", der.AsSpan(0, position)), out _, out _));
        }
    }

    private static CertificateRequest RequestFor(PublicKey key) => new(new X500DistinguishedName("O=istio"), key, HashAlgorithmName.SHA256);

    /// <param name="reason">Null: accepted, or refused for nothing but the signature, which the test may not be able to make.</param>
    private static void AssertVerified(CertificateRequest request, X509SignatureGenerator generator, string? reason)
    {
        var pem = PemEncoding.WriteString("CERTIFICATE REQUEST", request.CreateSigningRequest(generator));
        var isAccepted = SigningRequest.TryParse(pem, out _, out var error);
        if (reason is null)
        {
            Assert.True(isAccepted || !error!.Contains("its key is", StringComparison.Ordinal), error);
        }
        else
        {
            Assert.StartsWith($"the certificate request cannot be accepted: {reason}", error, StringComparison.Ordinal);
        }
    }

    private static byte[] Decode(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
