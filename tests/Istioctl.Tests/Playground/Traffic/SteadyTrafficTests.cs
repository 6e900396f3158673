using Istioctl.Playground.Traffic;

namespace Istioctl.Tests.Playground.Traffic;

public sealed class SteadyTrafficTests
{
    [Fact]
    public async Task Every_call_is_counted_with_its_latency()
    {
        using var entry = new SocksServer();
        using var caller = new Caller("gateway", entry.Address);
        var traffic = new SteadyTraffic(caller, "http://productpage:9080/", rate: 200);
        await using (traffic)
        {
            while (traffic.Statistics.Read().Succeeded < 5)
            {
                await Task.Yield();
            }
        }

        var summary = traffic.Statistics.Read();
        Assert.Equal(0, summary.Failed);
        Assert.True(summary.Rate > 0);
        Assert.True(summary.P99Milliseconds >= summary.MedianMilliseconds);
    }

    [Fact]
    public async Task A_call_that_fails_in_an_unknown_way_is_a_failed_call_with_its_reason()
    {
        using var caller = new Caller("gateway", new(System.Net.IPAddress.Loopback, 1));
        var traffic = new SteadyTraffic(caller, "no address at all", rate: 200);
        await using (traffic)
        {
            while (traffic.Statistics.Read().Failed < 2)
            {
                await Task.Yield();
            }
        }

        Assert.NotEmpty(traffic.Statistics.Read().LastFailure!);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.99, 4)]
    [InlineData(0, 1)]
    public void A_quantile_is_one_of_the_values(double share, double expected) => Assert.Equal(expected, Quantile.Of([4, 1, 3, 2], share));

    [Fact]
    public void No_values_have_the_quantile_zero() => Assert.Equal(0, Quantile.Of([], 0.5));
}
