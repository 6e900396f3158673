using Istiod.Discovery;

namespace Istiod.Tests.Discovery;

public sealed class WakeSignalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly WakeSignal _wake = new();

    [Fact]
    public void What_was_set_before_keeps_the_loop_from_waiting_once()
    {
        _wake.Set();
        _wake.Set();

        Assert.True(_wake.WaitAsync().AsTask().IsCompletedSuccessfully);
        Assert.False(_wake.WaitAsync().AsTask().IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Setting_wakes_the_loop(bool inline)
    {
        var waiting = _wake.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        if (inline)
        {
            _wake.SetInline();
        }
        else
        {
            _wake.Set();
        }

        await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.False(_wake.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task No_wake_is_lost_among_threads()
    {
        const int Each = 50_000;
        var (posted, seen) = (0, 0);
        var loop = Task.Run(async () =>
        {
            while (seen < 2 * Each)
            {
                await _wake.WaitAsync();
                seen = Volatile.Read(ref posted);
            }
        });
        void Post(bool inline)
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref posted);
                if (inline)
                {
                    _wake.SetInline();
                }
                else
                {
                    _wake.Set();
                }
            }
        }

        await Task.WhenAll(Task.Run(() => Post(inline: true)), Task.Run(() => Post(inline: false)));

        await loop.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(2 * Each, seen);
    }
}
