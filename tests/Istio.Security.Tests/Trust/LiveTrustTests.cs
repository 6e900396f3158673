using Istio.Security.Trust;

namespace Istio.Security.Tests.Trust;

public sealed class LiveTrustTests
{
    private readonly TrustBundle _one = TestAuthority.Root("one").Bundle;
    private readonly TrustBundle _two = TestAuthority.Root("two").Bundle;

    [Fact]
    public void Subscribers_are_called_for_changes_only()
    {
        var trust = new LiveTrust(_one);
        var heard = new List<TrustBundle>();
        var subscription = trust.Subscribe(heard.Add);

        Assert.False(trust.Publish(_one));
        Assert.True(trust.Publish(_two));
        Assert.Equal(_two, trust.Current);
        subscription.Dispose();
        trust.Publish(_one);

        Assert.Equal([_two], heard);
    }

    [Fact]
    public void Roots_of_a_CAs_answer_count_only_until_istiod_publishes()
    {
        var trust = new LiveTrust();

        Assert.True(trust.Suggest(_one));
        Assert.True(trust.Publish(_two));
        Assert.False(trust.Suggest(_one));
        Assert.Equal(_two, trust.Current);
    }
}
