namespace Istio.Reactor.Tests.Loops;

public sealed class LoopSignalTests : LoopTest
{
    [Fact]
    public Task A_raised_signal_completes_at_once_until_it_is_lowered() => OnLoop(async () =>
    {
        var signal = new LoopSignal(Loop);
        signal.Set();
        Assert.True(signal.WaitAsync().IsCompleted);
        await signal.WaitAsync();
        signal.Reset();
        var wait = signal.WaitAsync();
        Assert.False(wait.IsCompleted);
        signal.Set();
        await wait;
    });

    [Fact]
    public Task The_waiter_runs_inside_Set_but_after_SetLater() => OnLoop(async () =>
    {
        var signal = new LoopSignal(Loop);
        var woken = 0;
        var waiting = WaitTwice();
        signal.Set();
        Assert.Equal(1, woken);
        signal.SetLater();
        Assert.Equal(1, woken);
        await waiting;
        Assert.Equal(2, woken);

        async Task WaitTwice()
        {
            await signal.WaitAsync();
            woken++;
            signal.Reset();
            await signal.WaitAsync();
            woken++;
        }
    });

    [Fact]
    public Task A_second_waiter_is_a_bug_and_says_so() => OnLoop(() =>
    {
        var signal = new LoopSignal(Loop);
        signal.WaitAsync().OnCompleted(() => { });
        Assert.Throws<InvalidOperationException>(() => signal.WaitAsync().OnCompleted(() => { }));
        return Task.CompletedTask;
    });
}
