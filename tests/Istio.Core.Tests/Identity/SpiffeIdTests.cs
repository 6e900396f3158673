using Istio.Core.Identity;

namespace Istio.Core.Tests.Identity;

public sealed class SpiffeIdTests
{
    [Theory]
    [InlineData("spiffe://cluster.local/ns/default/sa/web", "cluster.local", "default", "web")]
    [InlineData("spiffe:///ns/default/sa/web", "", "default", "web")]
    public void A_workload_identity_parses_and_prints_itself(string text, string trustDomain, string ns, string account)
    {
        Assert.True(SpiffeId.TryParse(text, out var id));
        Assert.Equal(new SpiffeId(trustDomain, ns, account), id);
        Assert.Equal(text, id.ToString());
        Assert.Equal(text["spiffe://".Length..], id.Principal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cluster.local/ns/default/sa/web")]
    [InlineData("SPIFFE://cluster.local/ns/default/sa/web")]
    [InlineData("spiffe://cluster.local/ns/default/sa")]
    [InlineData("spiffe://cluster.local/ns//sa/web")]
    [InlineData("spiffe://cluster.local/ns/default/sa/")]
    [InlineData("spiffe://cluster.local/ns/default/sa/web/more")]
    [InlineData("spiffe://cluster.local/sa/default/ns/web")]
    [InlineData("spiffe://cluster.local/workload/7")]
    public void Any_other_shape_is_no_identity(string text) => Assert.False(SpiffeId.TryParse(text, out _));

    [Theory]
    [InlineData("spiffe://cluster.local/ns/default/sa/web", true, true)]
    [InlineData("spiffe://Td_1-a.b/ns/de.fault/sa/w_e-b.1", true, true)]
    [InlineData("spiffe:///ns/default/sa/web", false, true)]
    [InlineData("spiffe://*/ns/default/sa/web", false, true)]
    [InlineData("spiffe://cluster.local/ns/*/sa/*", false, false)]
    [InlineData("spiffe://cluster.local/ns/../sa/web", false, false)]
    [InlineData("spiffe://cluster.local/ns/default/sa/w%65b", false, false)]
    [InlineData("spiffe://cluster.local/ns/default/sa/we b", false, false)]
    [InlineData("spiffe://cluster.local/ns/default/sa/wéb", false, false)]
    public void Characters_outside_the_specification_name_no_workload(string text, bool isWellFormed, bool hasPlainPath)
    {
        Assert.True(SpiffeId.TryParse(text, out var id));
        Assert.Equal((isWellFormed, hasPlainPath), (id.IsWellFormed, id.HasPlainPath));
    }
}
