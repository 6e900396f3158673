using Istio.Security.Trust;
using Istiod.Authority.Roots;

namespace Istiod.Tests.Authority.Roots;

public sealed class MeshTrustTests
{
    private readonly TrustBundle _own = new TestCa(TestMoment.Now, "own").Bundle;
    private readonly TrustBundle _next = new TestCa(TestMoment.Now, "next").Bundle;
    private readonly MeshTrust _trust = new();

    [Fact]
    public void A_change_of_own_roots_or_trust_domain_is_told_once()
    {
        var changes = 0;
        _trust.CallersChanged += () => changes++;
        _trust.SetAuthorityRoots(_own);
        _trust.SetAuthorityRoots(_own);
        _trust.SetTrustDomain("old@mesh");
        _trust.SetTrustDomain("old@mesh");

        Assert.Equal(2, changes);
        Assert.Equal("old.mesh", _trust.TrustDomain);
        Assert.Equal(_own, _trust.AuthorityRoots);
    }

    [Fact]
    public void The_source_tells_roots_that_changed_and_nothing_of_the_trust_domain()
    {
        _trust.SetAuthorityRoots(_own);
        using var source = new RootSource(_trust);
        var told = 0;
        source.Changed += () => told++;
        Assert.Single(source.Take().Objects);

        _trust.SetTrustDomain("renamed");
        Assert.Equal((0, 0), (told, source.Take().Objects.Count));

        _trust.SetAuthorityRoots(_own.With(_next));
        Assert.Equal(1, told);
        var row = Assert.IsType<Istio.Model.Kinds.Mesh.AuthorityRoots>(Assert.Single(source.Take().Objects).Object);
        Assert.Equal(2, row.Certificates.Count);
        Assert.Empty(source.Take().Objects);
    }
}
