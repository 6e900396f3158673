using Istioctl.Playground.Claims;

namespace Istioctl.Tests.Playground.Claims;

public sealed class LatencyMarkTests
{
    [Theory]
    [InlineData(true, 300d, 300d, 300d)]
    [InlineData(true, 120d, 130d, 1000d)] // one late round is not the median
    [InlineData(false, 301d, 301d, 301d)]
    [InlineData(false, 100d, 301d, 400d)]
    [InlineData(false, 100d, 100d, 1001d)]
    public void The_median_and_every_round_have_their_limits(bool holds, params double[] milliseconds)
    {
        var evidence = LatencyMark.Check(milliseconds);

        Assert.Equal(holds, evidence.Holds);
        Assert.Equal(milliseconds[1], evidence.Figures["saveToForceMedianMilliseconds"]);
        Assert.Equal(milliseconds[2], evidence.Figures["saveToForceMaxMilliseconds"]);
    }

    [Fact]
    public void The_limit_that_is_broken_is_named()
    {
        Assert.Contains("The median may be 300 ms.", LatencyMark.Check([400, 400, 400]).Detail, StringComparison.Ordinal);
        Assert.Contains("No round may take more than 1000 ms.", LatencyMark.Check([1, 1, 2000]).Detail, StringComparison.Ordinal);
    }
}
