using Microsoft.Extensions.Time.Testing;

namespace Istio.Reactor.Tests.Loops;

public sealed class ReactorLoopTests : LoopTest
{
    [Fact]
    public Task Code_that_awaits_another_thread_comes_back_to_the_loop() => OnLoop(async () =>
    {
        var elsewhere = await Task.Run(() => ReactorLoop.Current);
        Assert.Null(elsewhere);
        Assert.Same(Loop, ReactorLoop.Current);
    });

    [Fact]
    public async Task Work_posted_by_many_threads_all_runs_on_the_loop()
    {
        const int Threads = 8, Each = 1000;
        var ran = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<object?> work = _ =>
        {
            Assert.True(Loop.IsCurrent);
            if (++ran == Threads * Each)
            {
                done.SetResult();
            }
        };
        Parallel.For(0, Threads, _ =>
        {
            for (var i = 0; i < Each; i++)
            {
                Loop.Post(work, null);
            }
        });
        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_failing_callback_does_not_stop_the_loop() => OnLoop(async () =>
    {
        Loop.Defer(_ => throw new InvalidOperationException("on purpose"), null);
        await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
    });

    [Fact]
    public async Task Timers_follow_the_given_clock()
    {
        var time = new FakeTimeProvider();
        using var loop = ReactorLoop.Start("clock", time);
        var armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var elapsed = loop.RunAsync(async () =>
        {
            var wait = loop.DelayAsync(TimeSpan.FromHours(7));
            armed.SetResult();
            await wait;
        });
        await armed.Task;
        time.Advance(TimeSpan.FromHours(6));
        Assert.False(elapsed.IsCompleted);
        time.Advance(TimeSpan.FromHours(1));
        await elapsed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_hook_with_more_to_do_is_called_again_without_an_event() => OnLoop(async () =>
    {
        var hook = new CountingHook(5);
        Loop.AtEndOfRound(hook);
        await hook.Done.Task;
        Assert.Equal(5, hook.Calls);
    });

    [Fact]
    public async Task Stopping_completes_waiters_with_the_reason()
    {
        var loop = ReactorLoop.Start("stopping");
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var outcome = loop.RunAsync(async () =>
        {
            TcpStream? server = null;
            using var listener = TcpListener.Listen(loop, AnyPort, TcpListenOptions.Default, stream => server = stream).Require();
            var client = (await TcpStream.ConnectAsync(loop, listener.LocalAddress, TcpConnectOptions.Default)).Require();
            waiting.SetResult();
            await client.ReadableAsync();
            Assert.Equal(ByteStream.Failed, client.TryRead(new byte[1]));
            return client.Failure!.Reason;
        });
        await waiting.Task;
        await loop.StopAsync();
        Assert.Equal(FailureReason.Stopping, await outcome);
    }

    private sealed class CountingHook(int needed) : IRoundHook
    {
        public TaskCompletionSource Done { get; } = new();

        public int Calls { get; private set; }

        public bool OnEndOfRound()
        {
            if (++Calls < needed)
            {
                return true;
            }

            Done.SetResult();
            return false;
        }
    }
}
