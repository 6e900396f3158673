using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;
using Istiod.Authority;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Roots;

public sealed class SelfSignedAuthorityTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Kept => Path.Combine(_directory.Path, "ca", "istio-ca-secret.pem");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_root_is_made_as_Istio_makes_it()
    {
        var material = await LoadAsync();

        Assert.Equal("O=cluster.local", material.Certificate.Subject);
        Assert.Equal("RSA 2048", material.Key.Algorithm);
        Assert.Equal(TestMoment.Now.AddHours(87600), Validity.Of(material.Certificate).NotAfter);
        Assert.Empty(material.Intermediates);
        Assert.Equal([material.Certificate], material.Roots.Roots);
    }

    [Fact]
    public async Task The_file_is_for_its_owner_alone_and_nothing_is_left_beside_it()
    {
        await LoadAsync();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Kept));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Kept)!));
        Assert.Equal([Kept], Directory.GetFiles(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public async Task A_restart_takes_the_kept_root()
    {
        SigningMaterial first = await LoadAsync(), second = await LoadAsync();

        Assert.Equal(first.Roots, second.Roots);
        Assert.Equal(first.Key.ToPkcs8(), second.Key.ToPkcs8());
    }

    [Fact]
    public async Task Of_several_that_start_together_all_end_with_one_root()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(LoadAsync)));

        Assert.Single(started.Select(material => material.Roots).Distinct());
        Assert.Equal([Kept], Directory.GetFiles(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_closed()
    {
        await LoadAsync();
        File.SetUnixFileMode(Kept, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await LoadAsync();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Kept));
    }

    [Fact]
    public async Task A_damaged_file_stops_the_start_and_is_not_overwritten()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Kept)!);
        File.WriteAllText(Kept, "not a CA");

        var error = await Assert.ThrowsAsync<AuthorityException>(LoadAsync);
        Assert.Equal($"self-signed CA in {Kept}: no PEM block with a private key found", error.Message);
        Assert.Equal("not a CA", File.ReadAllText(Kept));
    }

    [Fact]
    public async Task Without_a_directory_the_root_lives_in_memory()
    {
        var settings = Settings() with { SelfSignedDirectory = "" };

        Assert.NotEqual(
            (await Authority(settings).LoadOrCreateAsync(Cancellation)).Roots,
            (await Authority(settings).LoadOrCreateAsync(Cancellation)).Roots);
    }

    [Fact]
    public async Task A_rotated_root_and_the_former_one_are_both_trusted_and_verify_the_same_certificates()
    {
        var authority = Authority();
        var old = await authority.LoadOrCreateAsync(Cancellation);
        _time.Advance(TimeSpan.FromDays(3000));
        var rotated = await RotateAsync(authority);

        Assert.Equal(old.Key.ToPkcs8(), rotated.Key.ToPkcs8());
        Assert.Equal(2, rotated.Roots.Roots.Count);
        Assert.True(old.Roots.IsSubsetOf(rotated.Roots));
        Assert.True(Verifies(old, rotated.Roots));
        Assert.True(Verifies(rotated, old.Roots));
        Assert.True(Verifies(rotated, TrustBundle.Of(rotated.Certificate)));
        Assert.Equal(rotated.Roots, (await LoadAsync()).Roots);
    }

    [Fact]
    public async Task A_former_root_leaves_when_it_has_ended()
    {
        var authority = Authority();
        var first = await authority.LoadOrCreateAsync(Cancellation);
        _time.Advance(TimeSpan.FromDays(3000));
        var second = await RotateAsync(authority);
        _time.Advance(TimeSpan.FromDays(3000));
        var third = await RotateAsync(authority);

        Assert.Equal(2, third.Roots.Roots.Count);
        Assert.False(third.Roots.Contains(first.Certificate));
    }

    [Fact]
    public async Task Another_istiods_rotation_is_taken_over()
    {
        SelfSignedAuthority mine = Authority(), other = Authority();
        var start = await mine.LoadOrCreateAsync(Cancellation);
        Assert.Null(await mine.ReloadAsync(start, Cancellation));
        await other.LoadOrCreateAsync(Cancellation);
        var rotated = await RotateAsync(other);

        Assert.Equal(rotated.Roots, (await mine.ReloadAsync(start, Cancellation))!.Roots);
    }

    [Fact]
    public async Task A_file_that_somebody_removed_is_put_back()
    {
        var authority = Authority();
        var material = await authority.LoadOrCreateAsync(Cancellation);
        File.Delete(Kept);

        Assert.Null(await authority.ReloadAsync(material, Cancellation));
        Assert.Equal(material.Roots, (await LoadAsync()).Roots);
    }

    [Fact]
    public async Task Extra_roots_beside_it_are_trusted()
    {
        var partner = new TestCa(TestMoment.Now, "partner");
        _directory.Write("root-cert.pem", partner.Bundle.Pem);

        Assert.True(partner.Bundle.IsSubsetOf((await LoadAsync()).Roots));
    }

    private bool Verifies(SigningMaterial signer, TrustBundle roots)
    {
        var names = SubjectAltNames.FromNames([new SpiffeId("cluster.local", "default", "reviews").ToString()]);
        var now = _time.GetUtcNow();
        var chain = PeerChain.Of(signer.Signer.Sign(PrivateKey.CreateP256().PublicKey, names, null, new Validity(now, now.AddDays(1))), []);
        return roots.Verify(chain, CertificateUse.Server, now).IsTrusted;
    }

    private SelfSignedAuthority Authority(AuthoritySettings? settings = null)
    {
        settings ??= Settings();
        return new(settings, "cluster.local", KeptSecrets.For(settings, api: null), _time);
    }

    private Task<SigningMaterial> LoadAsync() => Authority().LoadOrCreateAsync(Cancellation);

    private static async Task<SigningMaterial> RotateAsync(SelfSignedAuthority authority) => (await authority.RotateAsync(Cancellation))!;

    private AuthoritySettings Settings() => new() { RootCaDirectory = _directory.Path, SelfSignedDirectory = Path.GetDirectoryName(Kept)! };
}
