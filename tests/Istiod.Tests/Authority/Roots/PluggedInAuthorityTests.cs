using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istiod.Authority;
using Istiod.Authority.Roots;

namespace Istiod.Tests.Authority.Roots;

public sealed class PluggedInAuthorityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCa _ca = new(TestMoment.Now);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_empty_or_absent_directory_is_no_CA()
    {
        Assert.Null(PluggedInAuthority.Load(_directory.Path, TestMoment.Now));
        Assert.Null(PluggedInAuthority.Load("/nowhere", TestMoment.Now));
    }

    [Theory]
    [InlineData("ca-key.pem")]
    [InlineData("ca-cert.pem")]
    [InlineData("cert-chain.pem")]
    [InlineData("root-cert.pem")]
    public async Task A_file_that_is_a_named_pipe_is_refused_by_name_and_nobody_waits(string name)
    {
        Write(isTlsSecret: false);
        File.Delete(_directory[name]);
        using (var made = System.Diagnostics.Process.Start("mkfifo", _directory[name]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var refused = await Assert.ThrowsAsync<AuthorityException>(() => Task.Run(() => PluggedInAuthority.Load(_directory.Path, TestMoment.Now), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.Contains($"{_directory[name]} is a named pipe", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_layouts_are_read(bool isTlsSecret)
    {
        Write(isTlsSecret);
        var material = PluggedInAuthority.Load(_directory.Path, TestMoment.Now)!;

        Assert.Equal(_ca.Bundle, material.Roots);
        Assert.Equal([_ca.Certificate], material.Intermediates);
        Assert.Equal(Validity.Of(_ca.Certificate).NotAfter, material.EndOfChain);
    }

    [Theory]
    [InlineData("ca-key.pem")]
    [InlineData("ca-cert.pem")]
    [InlineData("cert-chain.pem")]
    [InlineData("root-cert.pem")]
    [InlineData("tls.key")]
    [InlineData("ca.crt")]
    public void A_missing_file_is_named(string missing)
    {
        Write(isTlsSecret: missing is "tls.key" or "ca.crt");
        File.Delete(_directory[missing]);

        Assert.StartsWith($"plugged-in CA in {_directory.Path} is incomplete: {missing} is missing; ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_revocation_list_is_refused_by_name_rather_than_ignored()
    {
        Write(isTlsSecret: false);
        _directory.Write("ca-crl.pem", "");

        Assert.Contains("ca-crl.pem, which is not supported yet", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_alone_is_no_CA()
    {
        _directory.Write("root-cert.pem", _ca.Bundle.Pem);

        Assert.Null(PluggedInAuthority.Load(_directory.Path, TestMoment.Now));
    }

    [Fact]
    public void A_CA_without_intermediates_may_have_an_empty_chain()
    {
        _directory.Write("ca-key.pem", _ca.RootKey.ToPem());
        _directory.Write("ca-cert.pem", _ca.Bundle.Pem);
        _directory.Write("cert-chain.pem", "");
        _directory.Write("root-cert.pem", _ca.Bundle.Pem);

        Assert.Empty(PluggedInAuthority.Load(_directory.Path, TestMoment.Now)!.Intermediates);
    }

    [Fact]
    public void A_certificate_that_may_not_sign_is_refused()
    {
        Write(isTlsSecret: false);
        var (key, leaf) = _ca.Client("spiffe://cluster.local/ns/default/sa/a");
        _directory.Write("ca-key.pem", key.ToPem());
        _directory.Write("ca-cert.pem", CertificatePem.Write(leaf));

        Assert.Equal($"plugged-in CA in {_directory.Path}: the CA certificate '' is not a certificate authority", Refusal());
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        Write(isTlsSecret: false);
        _directory.Write("ca-key.pem", PrivateKey.CreateP256().ToPem());

        Assert.Contains("the CA key does not belong to the CA certificate", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_under_another_root_is_refused()
    {
        Write(isTlsSecret: false);
        _directory.Write("root-cert.pem", new TestCa(TestMoment.Now, "other").Bundle.Pem);

        Assert.Contains("does not lead to the root certificates", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_file_is_named()
    {
        Write(isTlsSecret: false);
        _directory.Write("root-cert.pem", "hello");

        Assert.Equal($"{_directory["root-cert.pem"]}: no PEM block with a certificate found", Refusal());
    }

    private string Refusal() => Assert.Throws<AuthorityException>(() => PluggedInAuthority.Load(_directory.Path, TestMoment.Now)).Message;

    private void Write(bool isTlsSecret)
    {
        if (isTlsSecret)
        {
            _ca.WriteTlsSecret(_directory);
        }
        else
        {
            _ca.WriteCaCerts(_directory);
        }
    }
}
