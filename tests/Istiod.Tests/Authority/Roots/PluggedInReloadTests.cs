using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istiod.Authority;
using Istiod.Authority.Roots;

namespace Istiod.Tests.Authority.Roots;

public sealed class PluggedInReloadTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TemporaryDirectory _directory = new();
    private readonly TestCa _ca = new(Now);
    private readonly TestCa _next = new(Now, "next");
    private readonly MeshTrust _trust = new();

    public PluggedInReloadTests() => _ca.WriteCaCerts(_directory);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_new_intermediate_under_the_same_root_is_taken_over()
    {
        var (live, reload) = Start(multiRoot: false);
        var key = PrivateKey.CreateP256();
        var renewed = RootCertificate.CreateIntermediate(key, "operator", "renewed", _ca.Root, _ca.RootKey, new Validity(Now.AddDays(-1), Now.AddDays(9)));
        _directory.Write("ca-key.pem", key.ToPem());
        _directory.Write("ca-cert.pem", CertificatePem.Write(renewed));
        _directory.Write("cert-chain.pem", CertificatePem.Write(renewed));
        reload.Reload();

        Assert.Equal(renewed, live.Current.Certificate);
    }

    [Fact]
    public void Another_root_needs_the_multi_root_switch()
    {
        var (live, reload) = Start(multiRoot: false);
        _directory.Write("root-cert.pem", _ca.Bundle.With(_next.Bundle).Pem);
        reload.Reload();

        Assert.Equal(_ca.Bundle, live.Current.Roots);
    }

    [Fact]
    public void A_root_is_added_then_used_then_the_old_one_removed()
    {
        var (live, reload) = Start(multiRoot: true);
        var both = _ca.Bundle.With(_next.Bundle);

        _directory.Write("root-cert.pem", both.Pem);
        reload.Reload();
        Assert.Equal(both, _trust.AuthorityRoots);
        Assert.Equal(_ca.Certificate, live.Current.Certificate);

        _next.WriteCaCerts(_directory);
        _directory.Write("root-cert.pem", both.Pem);
        reload.Reload();
        Assert.Equal(_next.Certificate, live.Current.Certificate);

        _directory.Write("root-cert.pem", _next.Bundle.Pem);
        reload.Reload();
        Assert.Equal(_next.Bundle, _trust.AuthorityRoots);
    }

    [Fact]
    public void A_root_is_never_exchanged_in_one_step()
    {
        var (live, reload) = Start(multiRoot: true);
        _next.WriteCaCerts(_directory);
        reload.Reload();

        Assert.Equal(_ca.Bundle, live.Current.Roots);
    }

    [Fact]
    public void Broken_or_vanished_files_leave_the_CA_running()
    {
        var (live, reload) = Start(multiRoot: true);
        var before = live.Current;
        _directory.Write("ca-cert.pem", "half a fi");
        reload.Reload();
        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            File.Delete(file);
        }

        reload.Reload();
        Assert.Same(before, live.Current);
    }

    [Fact]
    public async Task A_change_in_the_directory_is_noticed()
    {
        var (live, reload) = Start(multiRoot: true);
        var replaced = new TaskCompletionSource<SigningMaterial>(TaskCreationOptions.RunContinuationsAsynchronously);
        live.Replaced += material => replaced.TrySetResult(material);
        using var stopping = new CancellationTokenSource();
        var running = reload.RunAsync(stopping.Token);

        _directory.Write("root-cert.pem.new", _ca.Bundle.With(_next.Bundle).Pem);
        File.Move(_directory["root-cert.pem.new"], _directory["root-cert.pem"], overwrite: true);

        Assert.Equal(2, (await replaced.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Roots.Roots.Count);
        await stopping.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_directory_that_goes_away_as_a_whole_and_comes_back_is_followed()
    {
        var (live, reload) = Start(multiRoot: true);
        var replaced = new TaskCompletionSource<SigningMaterial>(TaskCreationOptions.RunContinuationsAsynchronously);
        live.Replaced += material => replaced.TrySetResult(material);
        using var stopping = new CancellationTokenSource();
        var running = reload.RunAsync(stopping.Token);

        Directory.Delete(_directory.Path, recursive: true);
        Directory.CreateDirectory(_directory.Path);
        _ca.WriteCaCerts(_directory);
        _directory.Write("root-cert.pem", _ca.Bundle.With(_next.Bundle).Pem);

        Assert.Equal(2, (await replaced.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Roots.Roots.Count);
        await stopping.CancelAsync();
        await running;
    }

    private (LiveMaterial Live, PluggedInReload Reload) Start(bool multiRoot)
    {
        var live = new LiveMaterial(PluggedInAuthority.Load(_directory.Path, Now)!, _trust);
        var settings = new AuthoritySettings { RootCaDirectory = _directory.Path, MultiRoot = multiRoot };
        return (live, new PluggedInReload(live, settings, TimeProvider.System));
    }
}
