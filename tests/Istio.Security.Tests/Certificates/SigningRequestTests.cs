using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;

namespace Istio.Security.Tests.Certificates;

public sealed class SigningRequestTests
{
    private static readonly SpiffeId Ratings = new("cluster.local", "default", "ratings");

    [Fact]
    public void A_request_has_one_URI_name_and_no_subject()
    {
        PrivateKey key = PrivateKey.CreateP256();

        Assert.True(SigningRequest.TryParse(SigningRequest.Create(key, Ratings), out SigningRequest? request, out _));
        Assert.Equal(SubjectAltNames.FromNames([Ratings.ToString()]), request.Names);
        Assert.False(request.HasCommonName);
        Assert.Equal(key.PublicKey.ExportSubjectPublicKeyInfo(), request.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void RSA_requests_with_a_common_name_are_read()
    {
        using RSA key = RSA.Create(2048);
        string pem = new CertificateRequest("O=istio, CN=ratings", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

        Assert.True(SigningRequest.TryParse(pem, out SigningRequest? request, out _));
        Assert.True(request.HasCommonName);
        Assert.Equal(SubjectAltNames.None, request.Names);
    }

    [Fact]
    public void A_request_not_signed_by_its_own_key_is_refused()
    {
        byte[] der = Decode(SigningRequest.Create(PrivateKey.CreateP256(), Ratings));
        der[^1] ^= 1;

        Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", der), out _, out string? error));
        Assert.StartsWith("the certificate request cannot be accepted", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the certificate request is not PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "expected a certificate request, found a PEM block 'CERTIFICATE'")]
    public void What_is_no_request_is_refused_with_the_reason(string pem, string reason)
    {
        Assert.False(SigningRequest.TryParse(pem, out _, out string? error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void A_cut_or_changed_request_never_throws()
    {
        byte[] der = Decode(SigningRequest.Create(PrivateKey.CreateP256(), Ratings));
        for (int position = 0; position < der.Length; position++)
        {
            byte[] changed = [.. der];
            changed[position] ^= 0xff;

            Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", changed), out _, out _));
            Assert.False(SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", der.AsSpan(0, position)), out _, out _));
        }
    }

    private static byte[] Decode(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
