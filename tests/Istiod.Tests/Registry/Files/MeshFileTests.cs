using Istio.Model.Findings;
using Istiod.Registry.Mesh;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry.Files;

public sealed class MeshFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory["mesh"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_file_that_anybody_named_the_defaults_are_good()
    {
        var mesh = Read(isNamed: false);

        Assert.Equal((true, "cluster.local"), (mesh.IsGood, mesh.Current.TrustDomain));
        _directory.Write("mesh", "trustDomain: example.org");
        Assert.True(mesh.Read());
        System.IO.File.Delete(File);
        Assert.True(mesh.Read());
        Assert.Equal("cluster.local", mesh.Current.TrustDomain);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("trustDomain: [")]
    [InlineData("trustDomain: 5")]
    [InlineData("%YAML 1.2\n---\ntrustDomain: example.org")]
    [InlineData("\0")]
    public void A_named_file_is_not_good_before_it_was_there_once_without_an_error(string? first)
    {
        if (first is not null)
        {
            _directory.Write("mesh", first);
        }

        var mesh = Read(isNamed: true);
        Assert.False(mesh.IsGood);

        _directory.Write("mesh", "trustDomain: example.org\nunknown: 1\n");
        Assert.True(mesh.Read());
        Assert.Equal((true, "example.org"), (mesh.IsGood, mesh.Current.TrustDomain));
    }

    [Fact]
    public void What_was_good_stays_while_the_file_is_gone_empty_or_unreadable()
    {
        _directory.Write("mesh", "trustDomain: example.org\n");
        var mesh = Read(isNamed: true);

        System.IO.File.Delete(File);
        AssertKept(mesh, FindingCode.UnreadableFile);
        System.IO.File.WriteAllText(File, "");
        AssertKept(mesh, FindingCode.EmptiedFile);
        System.IO.File.WriteAllBytes(File, [0x61, 0xE9]);
        AssertKept(mesh, FindingCode.UnreadableFile);
        System.IO.File.Delete(File);
        System.IO.File.CreateSymbolicLink(File, "/dev/zero");
        AssertKept(mesh, FindingCode.UnreadableFile);

        System.IO.File.Delete(File);
        _directory.Write("mesh", "trustDomain: example.org\n");
        Assert.False(mesh.Read());
        Assert.Empty(mesh.Findings);
        _directory.Write("mesh", "{}");
        Assert.True(mesh.Read());
        Assert.Equal("cluster.local", mesh.Current.TrustDomain);
    }

    private static void AssertKept(MeshFile mesh, FindingCode code)
    {
        Assert.False(mesh.Read());
        Assert.Equal("example.org", mesh.Current.TrustDomain);
        Assert.Equal((code, Severity.Error), (Assert.Single(mesh.Findings).Code, mesh.Findings[0].Severity));
        Assert.EndsWith("the settings read before stay in force", mesh.Findings[0].Message, StringComparison.Ordinal);
    }

    private MeshFile Read(bool isNamed)
    {
        var mesh = new MeshFile(File, isNamed);
        mesh.Read();
        return mesh;
    }
}
