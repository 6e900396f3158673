using Istio.Security.Issuance;

namespace Istio.Security.Tests.Issuance;

public sealed class BackoffTests
{
    [Fact]
    public void Delays_double_up_to_150_seconds_within_a_fifth()
    {
        var backoff = new Backoff(new Random(1));
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 150, 150])
        {
            Assert.InRange(backoff.Next().TotalSeconds, seconds * 0.8, Math.Min(seconds * 1.2, 150));
        }
    }

    [Fact]
    public void A_success_starts_again_at_one_second()
    {
        var backoff = new Backoff(new Random(1));
        backoff.Next();
        backoff.Next();
        backoff.Reset();

        Assert.InRange(backoff.Next().TotalSeconds, 0.8, 1.2);
    }
}
