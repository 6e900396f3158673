using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Roots;

public sealed class SelfSignedAuthorityTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly TemporaryDirectory _directory = new();

    private string Kept => Path.Combine(_directory.Path, "ca", "istio-ca-secret.pem");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_root_is_made_as_Istio_makes_it()
    {
        var material = Authority().LoadOrCreate();

        Assert.Equal("O=cluster.local", material.Certificate.Subject);
        Assert.Equal("RSA 2048", material.Key.Algorithm);
        Assert.Equal(TestMoment.Now.AddHours(87600), Validity.Of(material.Certificate).NotAfter);
        Assert.Empty(material.Intermediates);
        Assert.Equal([material.Certificate], material.Roots.Roots);
    }

    [Fact]
    public void The_file_is_for_its_owner_alone_and_nothing_is_left_beside_it()
    {
        Authority().LoadOrCreate();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Kept));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Kept)!));
        Assert.Equal([Kept], Directory.GetFiles(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public void A_restart_takes_the_kept_root()
    {
        SigningMaterial first = Authority().LoadOrCreate(), second = Authority().LoadOrCreate();

        Assert.Equal(first.Roots, second.Roots);
        Assert.Equal(first.Key.ToPkcs8(), second.Key.ToPkcs8());
    }

    [Fact]
    public async Task Of_several_that_start_together_all_end_with_one_root()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Authority().LoadOrCreate())));

        Assert.Single(started.Select(material => material.Roots).Distinct());
        Assert.Equal([Kept], Directory.GetFiles(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public void A_file_that_others_can_read_is_closed()
    {
        Authority().LoadOrCreate();
        File.SetUnixFileMode(Kept, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Authority().LoadOrCreate();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Kept));
    }

    [Fact]
    public void A_damaged_file_stops_the_start_and_is_not_overwritten()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Kept)!);
        File.WriteAllText(Kept, "not a CA");

        var error = Assert.Throws<AuthorityException>(() => Authority().LoadOrCreate());
        Assert.Equal($"self-signed CA in {Kept}: no PEM block with a private key found", error.Message);
        Assert.Equal("not a CA", File.ReadAllText(Kept));
    }

    [Fact]
    public void Without_a_directory_the_root_lives_in_memory()
    {
        var settings = Settings() with { SelfSignedDirectory = "" };

        Assert.NotEqual(
            new SelfSignedAuthority(settings, "cluster.local", _time).LoadOrCreate().Roots,
            new SelfSignedAuthority(settings, "cluster.local", _time).LoadOrCreate().Roots);
    }

    [Fact]
    public void A_rotated_root_and_the_former_one_are_both_trusted_and_verify_the_same_certificates()
    {
        var authority = Authority();
        var old = authority.LoadOrCreate();
        _time.Advance(TimeSpan.FromDays(3000));
        var rotated = authority.Rotate(old);

        Assert.Equal(old.Key.ToPkcs8(), rotated.Key.ToPkcs8());
        Assert.Equal(2, rotated.Roots.Roots.Count);
        Assert.True(old.Roots.IsSubsetOf(rotated.Roots));
        Assert.True(Verifies(old, rotated.Roots));
        Assert.True(Verifies(rotated, old.Roots));
        Assert.True(Verifies(rotated, TrustBundle.Of(rotated.Certificate)));
        Assert.Equal(rotated.Roots, Authority().LoadOrCreate().Roots);
    }

    [Fact]
    public void A_former_root_leaves_when_it_has_ended()
    {
        var authority = Authority();
        var first = authority.LoadOrCreate();
        _time.Advance(TimeSpan.FromDays(3000));
        var second = authority.Rotate(first);
        _time.Advance(TimeSpan.FromDays(3000));
        var third = authority.Rotate(second);

        Assert.Equal(2, third.Roots.Roots.Count);
        Assert.False(third.Roots.Contains(first.Certificate));
    }

    [Fact]
    public void Another_istiods_rotation_is_taken_over()
    {
        SelfSignedAuthority mine = Authority(), other = Authority();
        var start = mine.LoadOrCreate();
        Assert.Null(mine.Reload(start));
        var rotated = other.Rotate(other.LoadOrCreate());

        Assert.Equal(rotated.Roots, mine.Reload(start)!.Roots);
    }

    [Fact]
    public void Extra_roots_beside_it_are_trusted()
    {
        var partner = new TestCa(TestMoment.Now, "partner");
        _directory.Write("root-cert.pem", partner.Bundle.Pem);

        Assert.True(partner.Bundle.IsSubsetOf(Authority().LoadOrCreate().Roots));
    }

    private bool Verifies(SigningMaterial signer, TrustBundle roots)
    {
        var names = SubjectAltNames.FromNames([new SpiffeId("cluster.local", "default", "reviews").ToString()]);
        var now = _time.GetUtcNow();
        var chain = PeerChain.Of(signer.Signer.Sign(PrivateKey.CreateP256().PublicKey, names, null, new Validity(now, now.AddDays(1))), []);
        return roots.Verify(chain, CertificateUse.Server, now).IsTrusted;
    }

    private SelfSignedAuthority Authority() => new(Settings(), "cluster.local", _time);

    private AuthoritySettings Settings() => new() { RootCaDirectory = _directory.Path, SelfSignedDirectory = Path.GetDirectoryName(Kept)! };
}
