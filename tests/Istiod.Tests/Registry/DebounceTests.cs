using Istiod.Registry;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Registry;

public sealed class DebounceTests
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly Debounce _debounce;
    private TimeSpan _clientCost;

    public DebounceTests() => _debounce = new(LongestRest, () => _clientCost, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_in_a_quiet_mesh_goes_out_at_once()
    {
        Push(commitMilliseconds: 40, clientMilliseconds: 40);
        Advance(80);

        _debounce.Signal();

        var next = _debounce.NextAsync(Cancellation);
        Assert.True(next.IsCompletedSuccessfully);
        Assert.Equal(_time.GetTimestamp(), await next);
    }

    [Fact]
    public async Task A_change_right_after_a_push_waits_for_as_long_as_that_took()
    {
        Push(commitMilliseconds: 10, clientMilliseconds: 20);
        _debounce.Signal();
        var signalled = _time.GetTimestamp();
        var next = _debounce.NextAsync(Cancellation);

        Advance(29);
        Assert.False(next.IsCompleted);
        Advance(1);

        Assert.Equal(signalled, await CompletedAsync(next));
        Assert.Equal(TimeSpan.FromMilliseconds(30), _time.GetElapsedTime(signalled));
    }

    [Fact]
    public async Task Clients_that_are_still_served_count_while_a_change_waits()
    {
        Push(commitMilliseconds: 10, clientMilliseconds: 0);
        _debounce.Signal();
        var next = _debounce.NextAsync(Cancellation);

        _clientCost = TimeSpan.FromMilliseconds(15);
        Advance(10);
        Assert.False(next.IsCompleted);

        Advance(15);
        await CompletedAsync(next);
    }

    [Fact]
    public async Task No_push_makes_a_change_wait_longer_than_the_bound()
    {
        Push(commitMilliseconds: 2000, clientMilliseconds: 9000);
        _debounce.Signal();
        var next = _debounce.NextAsync(Cancellation);

        Advance(99);
        Assert.False(next.IsCompleted);
        Advance(1);

        await CompletedAsync(next);
    }

    [Fact]
    public async Task Ten_changes_a_second_go_out_each_at_once()
    {
        for (var i = 0; i < 30; i++)
        {
            _debounce.Signal();

            var next = _debounce.NextAsync(Cancellation);
            Assert.True(next.IsCompletedSuccessfully);
            Assert.Equal(_time.GetTimestamp(), await next);

            Push(commitMilliseconds: 3, clientMilliseconds: 12);
            Advance(100);
        }
    }

    [Fact]
    public async Task A_burst_of_a_thousand_changes_makes_few_pushes()
    {
        var pushes = new List<TimeSpan>();
        var started = _time.GetTimestamp();
        var next = _debounce.NextAsync(Cancellation);
        for (var i = 0; i < 1000; i++)
        {
            _debounce.Signal();
            // The loop runs on another thread: it has taken the signal when it waits for the clock or has pushed.
            if (i == 0)
            {
                await CompletedAsync(next);
            }

            if (next.IsCompleted)
            {
                pushes.Add(_time.GetElapsedTime(started));
                Push(commitMilliseconds: 2, clientMilliseconds: 3);
                _debounce.Signal();
                next = _debounce.NextAsync(Cancellation);
            }

            Advance(1);
            if (_time.GetElapsedTime(started) - pushes[^1] >= LongestRest)
            {
                await CompletedAsync(next);
            }
        }

        // After 5, 10, 20, 40 and 80 ms, then each 100 ms.
        Assert.InRange(pushes.Count, 12, 16);
        Assert.Equal(TimeSpan.Zero, pushes[0]);
    }

    [Fact]
    public async Task What_comes_during_a_wait_is_part_of_the_push_that_follows()
    {
        Push(commitMilliseconds: 10, clientMilliseconds: 0);
        _debounce.Signal();
        var next = _debounce.NextAsync(Cancellation);
        _debounce.Signal();
        Advance(10);
        await CompletedAsync(next);

        Assert.False(_debounce.NextAsync(Cancellation).IsCompleted);
    }

    [Fact]
    public async Task A_pause_ends_the_doubling()
    {
        for (var i = 0; i < 4; i++)
        {
            Push(commitMilliseconds: 10, clientMilliseconds: 0);
            _debounce.Signal();
            var burst = _debounce.NextAsync(Cancellation);
            Advance(100);
            await CompletedAsync(burst);
        }

        Push(commitMilliseconds: 10, clientMilliseconds: 0);
        Advance(100);
        _debounce.Signal();
        await CompletedAsync(_debounce.NextAsync(Cancellation));

        Push(commitMilliseconds: 10, clientMilliseconds: 0);
        _debounce.Signal();
        var next = _debounce.NextAsync(Cancellation);
        Advance(9);
        Assert.False(next.IsCompleted);
        Advance(1);
        await CompletedAsync(next);
    }

    [Fact]
    public async Task Waiting_ends_with_its_cancellation()
    {
        using var stop = new CancellationTokenSource();
        var next = _debounce.NextAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static Task<long> CompletedAsync(Task<long> next) => next.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

    private void Push(int commitMilliseconds, int clientMilliseconds)
    {
        _clientCost = TimeSpan.FromMilliseconds(clientMilliseconds);
        _debounce.Pushed(TimeSpan.FromMilliseconds(commitMilliseconds));
    }

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
