using Istio.Kubernetes.Writers;
using Microsoft.Extensions.Time.Testing;

namespace Istio.Kubernetes.Tests.Writers;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_burst_goes_at_once_and_then_so_many_a_second()
    {
        var bucket = new TokenBucket(10, 3, _time);
        var turns = Enumerable.Range(0, 5).Select(_ => bucket.TakeAsync(Cancellation).AsTask()).ToList();
        Assert.Equal([true, true, true, false, false], turns.Select(turn => turn.IsCompleted));

        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([true, true, true, true, false], turns.Select(turn => turn.IsCompleted));

        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.All(turns, turn => Assert.True(turn.IsCompleted));
    }

    [Fact]
    public void Idle_time_saves_no_more_than_a_burst()
    {
        var bucket = new TokenBucket(10, 2, _time);
        _time.Advance(TimeSpan.FromHours(1));

        var turns = Enumerable.Range(0, 3).Select(_ => bucket.TakeAsync(Cancellation).AsTask()).ToList();

        Assert.Equal([true, true, false], turns.Select(turn => turn.IsCompleted));
    }

    [Fact]
    public async Task A_cancelled_wait_gives_its_turn_back()
    {
        var bucket = new TokenBucket(1, 1, _time);
        await bucket.TakeAsync(Cancellation);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var given = bucket.TakeAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        var next = bucket.TakeAsync(Cancellation).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(next.IsCompleted);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Nothing_a_second_is_no_rate(double perSecond, int burst) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(perSecond, burst, _time));
}
