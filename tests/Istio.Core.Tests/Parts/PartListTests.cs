using System.Collections.Concurrent;
using Istio.Core.Logging;
using Istio.Core.Parts;
using Istio.Testing.Logging;

namespace Istio.Core.Tests.Parts;

[Collection(nameof(LogOutput))]
public sealed class PartListTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _calls = [];
    private readonly ConcurrentQueue<string> _failed = [];
    private readonly RecordedLog _log = RecordedLog.Begin();

    [Fact]
    public async Task Parts_start_in_order_and_end_in_reverse()
    {
        var list = List(Part("a"), Part("b"));
        await list.StartAsync();
        await list.DisposeAsync();

        Assert.Equal(["start a", "start b", "stop b", "stop a", "dispose b", "dispose a"], _calls);
        await list.Completion;
        Assert.False(list.HasFailed);
        Assert.Empty(_log.Lines("\terror\t"));
    }

    [Fact]
    public async Task A_part_that_fails_ends_the_list_by_name_and_reason()
    {
        var part = Part("follower");
        await using var list = List(Part("a"), part);
        await list.StartAsync();
        part.Work.SetException(new InvalidOperationException("no more rows"));

        var failure = await Assert.ThrowsAsync<PartFailedException>(() => list.Completion);
        Assert.Equal(("follower", "follower failed: no more rows"), (failure.Part, failure.Message));
        Assert.Equal(["follower"], _failed);
        Assert.True(list.HasFailed);
        Assert.Contains("follower failed: System.InvalidOperationException: no more rows", Assert.Single(_log.Lines("\terror\t")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_ends_without_being_stopped_has_failed()
    {
        var part = Part("loop");
        await using var list = List(part);
        await list.StartAsync();
        part.Work.SetResult();

        await Assert.ThrowsAsync<PartFailedException>(() => list.Completion);
        Assert.Contains("loop failed", Assert.Single(_log.Lines("\terror\t")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_of_one_end_keep_no_other_part_from_its_end()
    {
        var list = List(
            Part("a"),
            new TestPart("b", _calls) { OnStop = () => throw new IOException("b does not stop"), OnDispose = () => throw new IOException("b is not disposed") },
            Part("c"));
        await list.StartAsync();
        await list.DisposeAsync();

        Assert.Equal(["stop c", "stop b", "stop a", "dispose c", "dispose b", "dispose a"], _calls.Skip(3));
        Assert.True(list.HasFailed);
        Assert.Equal(2, _log.Lines("b failed").Count);
    }

    [Fact]
    public async Task A_part_that_hangs_is_left_behind_at_the_limit()
    {
        using var never = new ManualResetEventSlim();
        var list = new PartList([Part("a"), new TestPart("stuck", _calls) { OnStop = Hang }], TimeSpan.FromMilliseconds(50), TimeProvider.System);
        await list.StartAsync();
        await list.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.Contains("stop a", _calls);
        Assert.Contains("stuck failed", Assert.Single(_log.Lines("\terror\t")), StringComparison.Ordinal);
        never.Set();

        Task Hang()
        {
            // Blocks its thread, as a read of a FIFO does.
            never.Wait();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_start_that_throws_is_reported_as_it_is_and_ends_what_was_started()
    {
        var list = List(Part("a"), new TestPart("b", _calls) { OnStart = _ => throw new IOException("port 1 is taken") }, Part("c"));
        Assert.Equal("port 1 is taken", (await Assert.ThrowsAsync<IOException>(list.StartAsync)).Message);
        await list.DisposeAsync();

        Assert.Equal(["start a", "start b", "stop b", "stop a", "dispose c", "dispose b", "dispose a"], _calls);
    }

    [Fact]
    public async Task A_failure_while_parts_are_started_ends_the_start()
    {
        var first = Part("first");
        var blocked = new TaskCompletionSource();
        await using var list = List(first, new TestPart("second", _calls) { OnStart = _ => blocked.Task }, Part("third"));
        var starting = list.StartAsync();
        first.Work.SetException(new IOException("gone"));

        Assert.Equal("first", (await Assert.ThrowsAsync<PartFailedException>(() => starting.WaitAsync(Limit))).Part);
        Assert.DoesNotContain("start third", _calls);
        blocked.SetResult();
    }

    [Fact]
    public async Task A_part_that_fails_in_its_start_is_reported_by_name()
    {
        var broken = new IOException("cannot read");
        var part = new TaskCompletionSource<TestPart>();
        var failing = new TestPart("configuration", _calls)
        {
            OnStart = async _ =>
            {
                (await part.Task).Work.SetException(broken);
                throw broken;
            },
        };
        part.SetResult(failing);
        var list = List(failing, Part("later"));
        await list.RunUntilAsync(new TaskCompletionSource().Task, () => Assert.Fail("not started")).WaitAsync(Limit);
        await list.DisposeAsync();

        Assert.True(list.HasFailed);
        Assert.Equal("configuration", (await Assert.ThrowsAsync<PartFailedException>(() => list.Completion)).Part);
        Assert.DoesNotContain("start later", _calls);
    }

    [Fact]
    public async Task A_stop_while_a_part_starts_cancels_the_start_and_comes_after_its_end()
    {
        await using var list = List(Part("a"), new TestPart("b", _calls) { OnStart = BlockAsync }, Part("c"));
        var starting = list.StartAsync();
        await WaitForAsync("start b");

        await list.StopAsync();
        await starting.WaitAsync(Limit);

        Assert.Equal(["start a", "start b", "end of start b", "stop b", "stop a"], _calls);
        Assert.False(list.HasFailed);

        async Task BlockAsync(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _calls.Enqueue("end of start b");
            cancellation.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_start_that_hangs_is_left_behind_by_a_stop()
    {
        var blocked = new TaskCompletionSource();
        var list = new PartList([Part("a"), new TestPart("b", _calls) { OnStart = _ => blocked.Task }], TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var starting = list.StartAsync();
        await WaitForAsync("start b");

        await list.DisposeAsync().AsTask().WaitAsync(Limit);
        await starting.WaitAsync(Limit);
        blocked.SetResult();

        Assert.Contains("stop a", _calls);
    }

    private async Task WaitForAsync(string call)
    {
        while (!_calls.Contains(call))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private TestPart Part(string name) => new(name, _calls);

    private PartList List(params IPart[] parts) => new(parts, Limit, TimeProvider.System, _failed.Enqueue);
}
