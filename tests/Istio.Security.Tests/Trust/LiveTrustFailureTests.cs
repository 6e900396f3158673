using Istio.Security.Trust;

namespace Istio.Security.Tests.Trust;

public sealed class LiveTrustFailureTests
{
    [Fact]
    public void A_bundle_that_a_subscriber_cannot_take_is_in_force_nowhere()
    {
        var roots = TestAuthority.Root("one").Bundle;
        var live = new LiveTrust();
        var seen = new List<TrustBundle>();
        using var first = live.Subscribe(seen.Add);
        using (live.Subscribe(bundle => _ = bundle.IsEmpty ? 0 : throw new InvalidOperationException("no store")))
        {
            Assert.Throws<InvalidOperationException>(() => live.Publish(roots));
            Assert.True(live.Current.IsEmpty);
            Assert.Equal([roots, TrustBundle.Empty], seen);
        }

        // Nothing was published, so that the roots of a certificate still count.
        Assert.True(live.Suggest(roots));
        Assert.Equal(roots, live.Current);
    }
}
