using Istio.Security.Certificates;

namespace Istio.Security.Tests.Certificates;

public sealed class CertificatePemTests
{
    [Fact]
    public void Text_between_certificates_is_passed_over()
    {
        string one = CertificatePem.Write(TestAuthority.Root("a").Certificate), two = CertificatePem.Write(TestAuthority.Root("b").Certificate);

        Assert.True(CertificatePem.TryRead($"subject=a\n{one}\nissuer=b\n{two}\n", out var read, out _));
        Assert.Equal(["O=a", "O=b"], read.Select(certificate => certificate.Subject));
    }

    [Fact]
    public void A_broken_block_is_named_by_number_and_line()
    {
        var good = CertificatePem.Write(TestAuthority.Root().Certificate);
        var nextLine = good.Count(c => c == '\n') + 1;

        Assert.Equal("no PEM block with a certificate found", ErrorOf(""));
        Assert.Equal($"PEM block 2 at line {nextLine}: not a complete PEM block", ErrorOf(good + "-----BEGIN CERTIFICATE-----\nAAAA\n"));
        Assert.Equal($"PEM block 2 at line {nextLine}: not a complete PEM block", ErrorOf(good + "-----BEGIN CERTIFICATE-----\n$$$$\n-----END CERTIFICATE-----\n" + good));
        Assert.Equal(
            "PEM block 1 at line 1: expected a certificate, found 'PRIVATE KEY'", ErrorOf("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
        Assert.StartsWith(
            $"PEM block 2 at line {nextLine}: not a certificate: ", ErrorOf(good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), StringComparison.Ordinal);
    }

    private static string? ErrorOf(string pem) => CertificatePem.TryRead(pem, out _, out var error) ? null : error;
}
