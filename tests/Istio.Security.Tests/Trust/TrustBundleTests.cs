using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Tests.Trust;

public sealed class TrustBundleTests
{
    private const string Name = "spiffe://cluster.local/ns/default/sa/reviews";
    private static readonly DateTimeOffset Now = TestAuthority.Now;

    private readonly TestAuthority _root = TestAuthority.Root("cluster.local");
    private readonly TestAuthority _other = TestAuthority.Root("cluster.local");

    [Fact]
    public void Order_and_repetition_do_not_make_another_bundle()
    {
        var one = TrustBundle.Of(_root.Certificate, _other.Certificate);

        Assert.True(TrustBundle.TryParse(_other.Bundle.Pem + _root.Bundle.Pem + _other.Bundle.Pem, out var two, out _));
        Assert.Equal(one, two);
        Assert.Equal(one.Revision, two.Revision);
        Assert.NotEqual(one, _root.Bundle);
        Assert.Equal(2, two.Roots.Count);
        Assert.True(_root.Bundle.IsSubsetOf(one));
        Assert.False(one.IsSubsetOf(_root.Bundle));
    }

    [Fact]
    public void A_chain_to_a_root_is_trusted_in_both_roles()
    {
        var direct = PeerChain.Of(_root.Leaf(Name), []);
        var issuing = _root.Intermediate("issuing");
        var longer = PeerChain.Of(issuing.Leaf(Name), [issuing.Certificate]);

        foreach (var use in (CertificateUse[])[CertificateUse.Client, CertificateUse.Server])
        {
            Assert.Equal(ChainVerdict.Trusted, _root.Bundle.Verify(direct, use, Now));
            Assert.Equal(ChainVerdict.Trusted, _root.Bundle.Verify(longer, use, Now));
        }
    }

    [Fact]
    public void A_chain_without_its_intermediate_is_refused() =>
        Assert.False(_root.Bundle.Verify(PeerChain.Of(_root.Intermediate("issuing").Leaf(Name), []), CertificateUse.Client, Now).IsTrusted);

    [Fact]
    public void A_root_of_the_same_name_but_another_key_is_refused()
    {
        var verdict = _other.Bundle.Verify(PeerChain.Of(_root.Leaf(Name), []), CertificateUse.Client, Now);

        Assert.False(verdict.IsTrusted);
        Assert.NotEmpty(verdict.Reason);
    }

    [Fact]
    public void A_root_that_the_peer_sends_itself_is_not_trusted() =>
        Assert.False(_other.Bundle.Verify(PeerChain.Of(_root.Leaf(Name), [_root.Certificate]), CertificateUse.Client, Now).IsTrusted);

    [Fact]
    public void An_empty_bundle_trusts_no_peer() =>
        Assert.Equal(
            ChainVerdict.Refused("there is no trusted root"), TrustBundle.Empty.Verify(PeerChain.Of(_root.Leaf(Name), []), CertificateUse.Client, Now));

    [Fact]
    public void Time_is_the_callers()
    {
        var chain = PeerChain.Of(_root.Leaf(Name), []);

        Assert.False(_root.Bundle.Verify(chain, CertificateUse.Client, Now.AddDays(2)).IsTrusted);
        Assert.False(_root.Bundle.Verify(chain, CertificateUse.Client, Now.AddDays(-2)).IsTrusted);
    }

    [Fact]
    public void A_leaf_cannot_act_as_an_authority()
    {
        var key = PrivateKey.CreateP256();
        var leaf = _root.Leaf(key, Name);
        var forged = new CertificateSigner(leaf, key).Sign(
            PrivateKey.CreateP256().PublicKey, SubjectAltNames.FromNames(["spiffe://cluster.local/ns/default/sa/admin"]), null, TestAuthority.OneDay);

        Assert.False(_root.Bundle.Verify(PeerChain.Of(forged, [leaf]), CertificateUse.Client, Now).IsTrusted);
    }

    [Fact]
    public void A_root_renewed_with_the_same_key_verifies_what_the_old_one_signed()
    {
        var renewed = TestAuthority.Root("cluster.local", _root.Key, new Validity(Now.AddHours(-1), Now.AddYears(20)));
        PeerChain old = PeerChain.Of(_root.Leaf(Name), []), fresh = PeerChain.Of(renewed.Leaf(Name), []);
        var both = _root.Bundle.With(renewed.Bundle);

        Assert.Equal(2, both.Roots.Count);
        Assert.All((TrustBundle[])[_root.Bundle, renewed.Bundle, both], bundle =>
        {
            Assert.True(bundle.Verify(old, CertificateUse.Client, Now).IsTrusted);
            Assert.True(bundle.Verify(fresh, CertificateUse.Client, Now).IsTrusted);
        });
    }

    [Fact]
    public void Verification_can_be_repeated_on_the_same_chain()
    {
        var issuing = _root.Intermediate("issuing");
        var chain = PeerChain.Of(issuing.Leaf(Name), [issuing.Certificate]);
        for (var i = 0; i < 20; i++)
        {
            Assert.True(_root.Bundle.Verify(chain, CertificateUse.Client, Now).IsTrusted);
        }

        Assert.Equal([Name], SubjectAltNames.Of(chain.Leaf).Uris);
    }
}
