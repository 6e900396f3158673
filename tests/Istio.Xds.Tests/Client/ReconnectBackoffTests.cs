using Istio.Xds.Client;

namespace Istio.Xds.Tests.Client;

public sealed class ReconnectBackoffTests
{
    [Fact]
    public void Delays_double_from_10_ms_to_15_s_and_start_over_after_a_reset()
    {
        var backoff = new ReconnectBackoff();
        var delays = Enumerable.Range(0, 13).Select(_ => backoff.Next().TotalMilliseconds).ToArray();

        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 15000, 15000], delays);

        backoff.Reset();
        Assert.Equal(10, backoff.Next().TotalMilliseconds);
    }
}
