using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Istiod.Authority.Signing;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Signing;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly SpiffeId Reviews = new("cluster.local", "default", "reviews");

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly TemporaryDirectory _directory = new();
    private readonly PrivateKey _key = PrivateKey.CreateP256();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_answer_is_leaf_intermediates_and_all_roots_last()
    {
        var ca = new TestCa(TestMoment.Now);
        var other = new TestCa(TestMoment.Now, "other");
        ca.WriteCaCerts(_directory);
        _directory.Write("root-cert.pem", ca.Bundle.With(other.Bundle).Pem);
        var outcome = PluggedIn().Sign(Request(), Reviews, 3600);

        Assert.True(outcome.IsSigned);
        Assert.Equal(3, outcome.Chain.Count);
        Assert.Equal(CertificatePem.Write(ca.Certificate), outcome.Chain[1]);
        Assert.Equal(ca.Bundle.With(other.Bundle).Pem, outcome.Chain[2]);
        Assert.True(WorkloadCertificate.TryRead(Reviews, _key, outcome.Chain, out var read, out _));
        Assert.True(read.VerifiesAgainst(ca.Bundle, TestMoment.Now));
    }

    [Fact]
    public void Names_come_from_the_caller_and_never_from_the_request()
    {
        var greedy = SigningRequest.Create(_key, new SpiffeId("cluster.local", "istio-system", "istiod"));
        var outcome = LongLived().Sign(greedy, Reviews, 0);

        Assert.Equal(SubjectAltNames.FromNames([Reviews.ToString()]), SubjectAltNames.Of(Leaf(outcome)));
    }

    [Theory]
    [InlineData("evil.domain", "default", "client")]
    [InlineData("", "default", "client")]
    [InlineData("cluster.local", "*", "*")]
    [InlineData("cluster.local", "default", "a b")]
    [InlineData("cluster.local", "..", "client")]
    public void Nothing_but_a_workload_of_the_mesh_is_signed(string trustDomain, string ns, string account)
    {
        var outcome = LongLived().Sign(Request(), new SpiffeId(trustDomain, ns, account), 0);

        Assert.Equal("CERT_GEN_ERROR", outcome.Error?.Code);
    }

    [Theory]
    [InlineData(0, 24 * 3600)]
    [InlineData(-5, 24 * 3600)]
    [InlineData(600, 600)]
    [InlineData(2160 * 3600, 2160 * 3600)]
    public void Life_is_as_asked_or_a_day_and_two_minutes_longer_backwards(long asked, int seconds)
    {
        var validity = Validity.Of(Leaf(LongLived().Sign(Request(), Reviews, asked)));

        Assert.Equal(TestMoment.Now.AddMinutes(-2), validity.NotBefore);
        Assert.Equal(TestMoment.Now.AddSeconds(seconds), validity.NotAfter);
    }

    [Theory]
    [InlineData((2160 * 3600) + 1, "requested TTL 2160h0m1s is greater than the max allowed TTL 2160h0m0s")]
    [InlineData(long.MaxValue, "requested TTL 9223372036854775807s is greater than the max allowed TTL 2160h0m0s")]
    public void A_longer_life_than_allowed_is_refused(long asked, string message)
    {
        var outcome = LongLived().Sign(Request(), Reviews, asked);

        Assert.Equal(new SigningError(SigningFailure.Lifetime, message), outcome.Error);
        Assert.Equal("TTL_ERROR", outcome.Error!.Code);
    }

    [Fact]
    public void The_default_life_ends_with_a_plugged_in_chain()
    {
        new TestCa(TestMoment.Now, intermediateLife: TimeSpan.FromHours(3)).WriteCaCerts(_directory);

        Assert.Equal(TestMoment.Now.AddHours(3), Validity.Of(Leaf(PluggedIn().Sign(Request(), Reviews, 0))).NotAfter);
    }

    [Fact]
    public void A_chain_that_has_ended_signs_nothing_by_default()
    {
        new TestCa(TestMoment.Now, intermediateLife: TimeSpan.FromHours(3)).WriteCaCerts(_directory);
        var authority = PluggedIn();
        _time.Advance(TimeSpan.FromHours(3));

        Assert.Equal("CA_NOT_READY", authority.Sign(Request(), Reviews, 0).Error!.Code);
    }

    [Fact]
    public void What_is_no_request_is_a_CSR_error() =>
        Assert.Equal(new SigningError(SigningFailure.Request, "the certificate request is not PEM"), LongLived().Sign("hello", Reviews, 0).Error);

    [Fact]
    public void A_common_name_is_given_when_the_request_has_one_and_it_fits()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var dual = new CertificateRequest("CN=anything", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var tooLong = new SpiffeId("cluster.local", new string('n', 40), "reviews");
        var authority = LongLived();

        Assert.Equal($"CN={Reviews}", Leaf(authority.Sign(dual, Reviews, 0)).Subject);
        Assert.Equal("", Leaf(authority.Sign(dual, tooLong, 0)).Subject);
        Assert.Equal("", Leaf(authority.Sign(Request(), Reviews, 0)).Subject);
    }

    private static X509Certificate2 Leaf(SigningOutcome outcome) => X509Certificate2.CreateFromPem(outcome.Chain![0]);

    private string Request() => SigningRequest.Create(_key, Reviews);

    private CertificateAuthority PluggedIn() => Authority(PluggedInAuthority.Load(_directory.Path, TestMoment.Now)!);

    /// <summary>A CA whose chain outlives every request.</summary>
    private CertificateAuthority LongLived()
    {
        new TestCa(TestMoment.Now).WriteCaCerts(_directory);
        return PluggedIn();
    }

    private CertificateAuthority Authority(SigningMaterial material) =>
        new(new LiveMaterial(material, new MeshTrust()), new AuthoritySettings(), () => "cluster.local", _time);
}
