using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Istio.Security.Keys;
using Istio.Security.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Security.Tests.Tokens;

public sealed class TokenIssuerTests
{
    private readonly FakeTimeProvider _time = new(TestAuthority.Now);

    [Fact]
    public void Claims_are_those_of_a_bound_Kubernetes_token()
    {
        var issuer = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time);
        var token = issuer.Issue(new ServiceAccountClaims("istio-system", "ztunnel", new BoundPod("ztunnel-a", "uid-1", "node-a")), ["istio-ca"], TimeSpan.FromHours(1));

        var claims = Part(token, 1);
        Assert.Equal("https://issuer.test", claims.GetProperty("iss").GetString());
        Assert.Equal("system:serviceaccount:istio-system:ztunnel", claims.GetProperty("sub").GetString());
        Assert.Equal("istio-ca", claims.GetProperty("aud")[0].GetString());
        Assert.Equal(TestAuthority.Now.AddHours(1).ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
        var bound = claims.GetProperty("kubernetes.io");
        Assert.Equal("istio-system", bound.GetProperty("namespace").GetString());
        Assert.Equal("ztunnel", bound.GetProperty("serviceaccount").GetProperty("name").GetString());
        Assert.Equal("ztunnel-a", bound.GetProperty("pod").GetProperty("name").GetString());
        Assert.Equal("uid-1", bound.GetProperty("pod").GetProperty("uid").GetString());
        Assert.Equal("node-a", bound.GetProperty("node").GetProperty("name").GetString());
    }

    [Fact]
    public void The_signature_verifies_with_the_published_key()
    {
        var issuer = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time);
        var token = issuer.Issue(new ServiceAccountClaims("default", "reviews"), [], TimeSpan.FromHours(1));
        var key = JsonDocument.Parse(issuer.Jwks).RootElement.GetProperty("keys")[0];

        using var ec = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Number(key, "x"), Y = Number(key, "y") },
        });
        var parts = token.Split('.');
        Assert.Equal("ES256", Part(token, 0).GetProperty("alg").GetString());
        Assert.Equal(key.GetProperty("kid").GetString(), Part(token, 0).GetProperty("kid").GetString());
        Assert.True(ec.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
    }

    [Theory]
    [InlineData("system:serviceaccount:default:reviews", true)]
    [InlineData("system:serviceaccount:default", false)]
    [InlineData("system:serviceaccount::reviews", false)]
    [InlineData("system:serviceaccount:a:b:c", false)]
    [InlineData("system:node:a", false)]
    [InlineData("", false)]
    public void Only_service_accounts_are_subjects(string subject, bool isAccount) =>
        Assert.Equal(isAccount, ServiceAccountClaims.TryParseSubject(subject, out _, out _));

    private static JsonElement Part(string token, int index) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[index])).RootElement;

    private static byte[] Number(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
}
