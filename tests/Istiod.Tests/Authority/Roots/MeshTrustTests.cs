using Istio.Security.Trust;
using Istiod.Authority.Roots;

namespace Istiod.Tests.Authority.Roots;

public sealed class MeshTrustTests
{
    private readonly TrustBundle _own = new TestCa(TestMoment.Now, "own").Bundle;
    private readonly TrustBundle _partner = new TestCa(TestMoment.Now, "partner").Bundle;
    private readonly MeshTrust _trust = new();

    [Fact]
    public void Own_roots_and_the_configurations_anchors_are_trusted_together()
    {
        _trust.SetAuthorityRoots(_own);

        Assert.Empty(_trust.SetAnchors([_partner.Pem]));
        Assert.Equal(_own.With(_partner), _trust.Live.Current);
    }

    [Fact]
    public void Anchors_of_the_configuration_say_nothing_about_callers()
    {
        var changes = 0;
        _trust.SetAuthorityRoots(_own);
        _trust.CallersChanged += () => changes++;
        _trust.SetAnchors([_partner.Pem]);

        Assert.Equal(_own, _trust.AuthorityRoots);
        Assert.Equal(0, changes);
    }

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
    }

    [Fact]
    public void An_anchor_that_is_no_longer_named_is_no_longer_trusted()
    {
        _trust.SetAuthorityRoots(_own);
        _trust.SetAnchors([_partner.Pem]);
        _trust.SetAnchors([]);

        Assert.Equal(_own, _trust.Live.Current);
    }

    [Fact]
    public void A_broken_anchor_is_named_and_the_others_hold()
    {
        _trust.SetAuthorityRoots(_own);

        Assert.Equal(["caCertificates[0].pem: no PEM block with a certificate found"], _trust.SetAnchors(["broken", _partner.Pem]));
        Assert.Equal(_own.With(_partner), _trust.Live.Current);
    }
}
