using Istiod.Authority;
using Istiod.Authority.Roots;

namespace Istiod.Tests.Authority.Roots;

public sealed class RootFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LiveMaterial _live;

    public RootFileTests()
    {
        new TestCa(TestMoment.Now).WriteCaCerts(_directory);
        _live = new LiveMaterial(PluggedInAuthority.Load(_directory.Path, TestMoment.Now)!, new MeshTrust());
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_file_follows_the_roots()
    {
        var path = Path.Combine(_directory.Path, "public", "root-cert.pem");
        using var file = new RootFile(path, _live);
        Assert.Equal(_live.Current.Roots.Pem, File.ReadAllText(path));
        Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead));

        var next = new TestCa(TestMoment.Now, "next");
        next.WriteCaCerts(_directory);
        _live.Replace(PluggedInAuthority.Load(_directory.Path, TestMoment.Now)!);
        Assert.Equal(next.Bundle.Pem, File.ReadAllText(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_stops_the_start()
    {
        var error = Assert.Throws<AuthorityException>(() => new RootFile("/proc/nowhere/root", _live));

        Assert.StartsWith("the root certificate file /proc/nowhere/root cannot be written", error.Message, StringComparison.Ordinal);
    }
}
