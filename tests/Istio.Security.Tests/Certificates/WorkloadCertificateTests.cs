using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;

namespace Istio.Security.Tests.Certificates;

public sealed class WorkloadCertificateTests
{
    private static readonly SpiffeId Details = new("cluster.local", "default", "details");

    private readonly TestAuthority _root = TestAuthority.Root();
    private readonly PrivateKey _key = PrivateKey.CreateP256();

    [Fact]
    public void An_answer_is_leaf_then_intermediates_then_all_roots()
    {
        TestAuthority issuing = _root.Intermediate("issuing"), other = TestAuthority.Root("other");
        string[] answer = [Pem(issuing.Leaf(_key, Details.ToString())), CertificatePem.Write(issuing.Certificate), _root.Bundle.With(other.Bundle).Pem];

        Assert.True(WorkloadCertificate.TryRead(Details, _key, answer, out var certificate, out _));
        Assert.Single(certificate.Chain.Intermediates);
        Assert.Equal(2, certificate.Roots.Roots.Count);
        Assert.Equal(answer[0] + answer[1], certificate.ChainPem);
        Assert.True(certificate.VerifiesAgainst(_root.Bundle, TestAuthority.Now));
        Assert.False(certificate.VerifiesAgainst(other.Bundle, TestAuthority.Now));
    }

    [Fact]
    public void Renewal_is_due_at_half_of_the_life()
    {
        string[] answer = [Pem(_root.Leaf(_key, Details.ToString())), _root.Bundle.Pem];

        Assert.True(WorkloadCertificate.TryRead(Details, _key, answer, out var certificate, out _));
        Assert.Equal(TestAuthority.Now.AddMinutes(-1).AddHours(12), certificate.RenewAt);
    }

    [Fact]
    public void An_answer_for_someone_else_is_refused()
    {
        var other = new SpiffeId("cluster.local", "default", "admin").ToString();

        Assert.Equal($"the CA answered with a certificate for [{other}], asked for {Details}", ErrorOf(Pem(_root.Leaf(_key, other)), _root.Bundle.Pem));
        Assert.Equal("the CA answered with a certificate for another key", ErrorOf(Pem(_root.Leaf(Details.ToString())), _root.Bundle.Pem));
        Assert.Equal("the CA sent an empty certificate chain", ErrorOf());
        Assert.Equal("the CA sent no root certificate", ErrorOf(Pem(_root.Leaf(_key, Details.ToString()))));
    }

    private static string Pem(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) => CertificatePem.Write(certificate);

    private string? ErrorOf(params string[] answer) => WorkloadCertificate.TryRead(Details, _key, answer, out _, out var error) ? null : error;
}
