using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Istio.Core.Identity;
using Istio.Security.Keys;
using Istio.Security.Tokens;
using Istiod.Authority.Callers;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Callers;

public sealed class TokenVerifierTests : IDisposable
{
    private static readonly ServiceAccountClaims Ztunnel = new("istio-system", "ztunnel", new BoundPod("ztunnel-a", "uid-1", "node-a"));

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly TemporaryDirectory _directory = new();
    private readonly TokenIssuer _issuer;

    public TokenVerifierTests()
    {
        _issuer = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time);
        _directory.Write("jwks.json", _issuer.Jwks);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_token_of_the_issuer_gives_identity_and_pod()
    {
        var result = await Verify(Token());

        Assert.True(result.IsAuthenticated, result.Reason);
        Assert.Equal(new SpiffeId("td.example", "istio-system", "ztunnel"), result.Caller.Identity);
        Assert.Equal(Ztunnel, result.Caller.Account);
        Assert.Equal("east", result.Caller.ClusterId);
        Assert.Equal(CallerSource.Token, result.Caller.Source);
    }

    [Fact]
    public async Task RSA_keys_serve_as_well()
    {
        var rsa = new TokenIssuer(PrivateKey.CreateRsa(2048), "https://issuer.test", _time);
        _directory.Write("jwks.json", rsa.Jwks);

        Assert.True((await Verify(rsa.Issue(Ztunnel, ["istio-ca"], TimeSpan.FromHours(1)))).IsAuthenticated);
    }

    [Fact]
    public async Task Life_and_audience_are_checked()
    {
        var token = Token();
        Assert.False((await Verify(_issuer.Issue(Ztunnel, ["other"], TimeSpan.FromHours(1)))).IsAuthenticated);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False((await Verify(token)).IsAuthenticated);
        _time.SetUtcNow(TestMoment.Now.AddHours(3));
        var early = Token();
        _time.AdjustTime(TestMoment.Now);
        Assert.False((await Verify(early)).IsAuthenticated);
    }

    [Fact]
    public async Task Other_issuers_and_other_keys_are_refused()
    {
        var otherName = new TokenIssuer(PrivateKey.CreateP256(), "https://other.test", _time);
        var otherKey = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time);

        Assert.False((await Verify(otherName.Issue(Ztunnel, ["istio-ca"], TimeSpan.FromHours(1)))).IsAuthenticated);
        Assert.False((await Verify(otherKey.Issue(Ztunnel, ["istio-ca"], TimeSpan.FromHours(1)))).IsAuthenticated);
    }

    [Fact]
    public async Task Unsigned_and_symmetric_tokens_are_refused_whatever_the_key_set_says()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        _directory.Write("jwks.json", $$"""{"keys":[{"kty":"oct","kid":"s","alg":"HS256","k":"{{Base64Url.EncodeToString(secret)}}"}]}""");
        var claims = Token().Split('.')[1];
        var symmetric = $"{Encode("""{"alg":"HS256","kid":"s"}""")}.{claims}";
        var signature = Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(symmetric)));

        Assert.False((await Verify($"{symmetric}.{signature}")).IsAuthenticated);
        Assert.False((await Verify($"{Encode("""{"alg":"none"}""")}.{claims}.")).IsAuthenticated);
    }

    [Fact]
    public async Task The_public_key_is_no_secret_for_HS256()
    {
        var header = Encode("""{"alg":"HS256"}""");
        var signed = $"{header}.{Token().Split('.')[1]}";
        var signature = Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_issuer.Jwks), Encoding.ASCII.GetBytes(signed)));

        Assert.False((await Verify($"{signed}.{signature}")).IsAuthenticated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("hello")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30")]
    public async Task Garbage_is_refused_and_never_throws(string token) => Assert.False((await Verify(token)).IsAuthenticated);

    [Theory]
    [InlineData("*", "*")]
    [InlineData("default/sa/x", "reviews")]
    [InlineData("default", "..")]
    [InlineData("default", "re views")]
    public async Task A_subject_that_names_no_workload_is_refused(string ns, string account)
    {
        var result = await Verify(_issuer.Issue(new ServiceAccountClaims(ns, account), ["istio-ca"], TimeSpan.FromHours(1)));

        Assert.False(result.IsAuthenticated);
        Assert.EndsWith("is not a workload's identity", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_for_the_log_never_carry_the_token()
    {
        var late = Token();
        var other = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time).Issue(Ztunnel, ["istio-ca"], TimeSpan.FromHours(1));
        var audience = _issuer.Issue(Ztunnel, ["other"], TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));
        foreach (var token in new[] { late, late[..^3], late + "x", "x" + late, late.Replace('.', ','), other, audience })
        {
            var reason = (await Verify(token)).Reason;
            Assert.NotEmpty(reason);
            Assert.DoesNotContain(token.Split('.')[^1], reason, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Split('.')[0], reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_changed_key_file_is_read_at_the_next_token()
    {
        var keys = new KeySet(new FileKeySet(_directory["jwks.json"]), _time);
        Assert.True((await Verify(Token(), keys)).IsAuthenticated);

        var next = new TokenIssuer(PrivateKey.CreateP256(), "https://issuer.test", _time);
        _directory.Write("jwks.json.new", next.Jwks + "\n");
        File.Move(_directory["jwks.json.new"], _directory["jwks.json"], overwrite: true);

        Assert.True((await Verify(next.Issue(Ztunnel, ["istio-ca"], TimeSpan.FromHours(1)), keys)).IsAuthenticated);
        Assert.False((await Verify(Token(), keys)).IsAuthenticated);
    }

    [Fact]
    public async Task Known_keys_stay_in_use_while_their_source_is_gone()
    {
        var keys = new KeySet(new FileKeySet(_directory["jwks.json"]), _time);
        Assert.True((await Verify(Token(), keys)).IsAuthenticated);
        File.Delete(_directory["jwks.json"]);

        Assert.True((await Verify(Token(), keys)).IsAuthenticated);
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private string Token() => _issuer.Issue(Ztunnel, ["istio-ca"], TimeSpan.FromHours(1));

    private async Task<CallerResult> Verify(string token, KeySet? keys = null)
    {
        var rule = new JwtRule("https://issuer.test", ["istio-ca"], "", _directory["jwks.json"]);
        keys ??= new KeySet(new FileKeySet(rule.KeySetUri), _time);
        return await new TokenVerifier(rule, keys, () => "td.example", _time).VerifyAsync(token, "east", TestContext.Current.CancellationToken);
    }
}
