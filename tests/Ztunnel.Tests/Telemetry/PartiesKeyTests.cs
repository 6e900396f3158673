using Istio.Core.Identity;
using Ztunnel.Policies;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Tests.Telemetry;

public sealed class PartiesKeyTests
{
    private const int Peers = 1000;

    [Fact]
    public void Sources_that_are_not_known_have_hashes_of_their_own()
    {
        var hashes = Enumerable.Range(0, Peers).Select(i => KeyOf($"client-{i}").GetHashCode()).Distinct().Count();

        // Of 1,000 random hashes of 32 bits, two are equal about once in 8,600 runs; three in none.
        Assert.InRange(hashes, Peers - 2, Peers);
    }

    [Fact]
    public void Connections_of_one_peer_share_a_key()
    {
        var first = KeyOf("client");
        var second = KeyOf("client");
        Assert.True(first.Equals(second));
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.False(first.Equals(KeyOf("other")));
    }

    /// <summary>A key as each TLS connection makes it: with an identity object of its own.</summary>
    private static PartiesKey KeyOf(string account)
    {
        var peer = new PeerIdentity(new SpiffeId("cluster.local", "shop", account));
        return new PartiesKey(new TrafficParties(Reporter.Destination, null, null, peer, null, null, IsMutualTls: true));
    }
}
