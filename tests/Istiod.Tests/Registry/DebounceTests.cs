using Istiod.Registry;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Registry;

public sealed class DebounceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Debounce _debounce;

    public DebounceTests() => _debounce = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250), _time);

    [Fact]
    public async Task A_signal_is_answered_after_quiet()
    {
        _debounce.Signal();
        var quiet = _debounce.QuietAsync(TestContext.Current.CancellationToken);
        Assert.False(quiet.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(100));

        await quiet.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Signals_that_never_stop_are_answered_at_the_ceiling()
    {
        _debounce.Signal();
        var quiet = _debounce.QuietAsync(TestContext.Current.CancellationToken);
        var started = _time.GetTimestamp();
        for (var i = 0; i < 50 && !quiet.IsCompleted; i++)
        {
            _debounce.Signal();
            // Let the waiting loop take the signal before the clock moves on.
            await Task.Yield();
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        var first = await quiet.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(_time.GetElapsedTime(first) >= TimeSpan.FromMilliseconds(100));
        Assert.True(_time.GetElapsedTime(started) <= TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Waiting_ends_with_its_cancellation()
    {
        using var stop = new CancellationTokenSource();
        var quiet = _debounce.QuietAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quiet);
    }
}
