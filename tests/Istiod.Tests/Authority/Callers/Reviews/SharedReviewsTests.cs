using Istio.Security.Tokens;
using Istiod.Authority.Callers.Reviews;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Callers.Reviews;

public sealed class SharedReviewsTests
{
    private static readonly TokenVerdict Good = TokenVerdict.Accepted(new ServiceAccountClaims("shop", "cart"));

    private readonly FakeTimeProvider _time = new(TestMoment.Now);
    private int _asked;

    [Fact]
    public async Task A_refusal_is_remembered_for_a_second()
    {
        using var reviews = Answering(_ => TokenVerdict.Refused("no"));

        Assert.Equal("no", (await ReviewAsync(reviews, "t")).Reason);
        Assert.Equal("no", (await ReviewAsync(reviews, "t")).Reason);
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        await ReviewAsync(reviews, "t");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task No_answer_is_not_remembered_and_a_failure_is_none()
    {
        using var reviews = Answering(asked => asked == 1 ? TokenVerdict.Unanswered("down") : asked == 2 ? throw new InvalidOperationException("bug") : Good);

        Assert.Equal("down", (await ReviewAsync(reviews, "t")).Reason);
        Assert.False((await ReviewAsync(reviews, "t")).IsAccepted);
        Assert.True((await ReviewAsync(reviews, "t")).IsAccepted);
        Assert.Equal(3, _asked);
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_no_call_of_others()
    {
        var answer = new TaskCompletionSource<TokenVerdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var reviews = new SharedReviews((_, _) => answer.Task, _time);
        using var going = new CancellationTokenSource();
        var gone = reviews.ReviewAsync("t", going.Token).AsTask();
        var stays = ReviewAsync(reviews, "t");
        await going.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        answer.SetResult(Good);
        Assert.True((await stays).IsAccepted);
    }

    [Fact]
    public async Task Calls_at_a_time_are_bounded_and_end_with_istiod()
    {
        var reviews = new SharedReviews(
            async (_, stopping) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
                return Good;
            },
            _time);
        var running = Enumerable.Range(0, 64).Select(i => ReviewAsync(reviews, $"t{i}")).ToList();

        Assert.StartsWith("64 other tokens are being reviewed", (await ReviewAsync(reviews, "one more")).Reason, StringComparison.Ordinal);
        reviews.Dispose();
        Assert.All(await Task.WhenAll(running), verdict => Assert.Equal("istiod stops", verdict.Reason));
    }

    [Fact]
    public void The_oldest_makes_room_in_a_cache_and_a_newer_one_of_its_key_stays()
    {
        var cache = new VerdictCache(2, TimeSpan.FromSeconds(10), _time);
        cache.Put("a", Good);
        cache.Put("b", Good);
        cache.Put("a", Good);
        Assert.True(cache.TryGet("a", out _));
        Assert.True(cache.TryGet("b", out _));
        cache.Put("c", Good);
        Assert.False(cache.TryGet("b", out _));
        Assert.Equal(2, cache.Count);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(cache.TryGet("c", out _));
        cache.Put("d", Good);
        Assert.Equal(1, cache.Count);
    }

    private SharedReviews Answering(Func<int, TokenVerdict> answer) => new((_, _) => Task.FromResult(answer(Interlocked.Increment(ref _asked))), _time);

    private static Task<TokenVerdict> ReviewAsync(SharedReviews reviews, string token) => reviews.ReviewAsync(token, TestContext.Current.CancellationToken).AsTask();
}
