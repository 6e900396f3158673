using Istio.Core.Parts;

namespace Istio.Core.Tests.Parts;

public sealed class BackgroundTaskTests
{
    [Fact]
    public async Task The_end_of_the_work_is_its_completion()
    {
        await using var failing = new BackgroundTask(static _ => throw new IOException("no disk"));
        failing.Start();

        Assert.Equal("no disk", (await Assert.ThrowsAsync<IOException>(() => failing.Completion)).Message);
        await failing.StopAsync();
    }

    [Fact]
    public async Task A_stop_cancels_the_work_and_waits_for_it()
    {
        await using var task = new BackgroundTask(static cancellation => Task.Delay(Timeout.Infinite, cancellation));
        task.Start();
        Assert.False(task.Completion.IsCompleted);
        await task.StopAsync();

        Assert.True(task.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_was_never_started_is_over_when_it_is_stopped()
    {
        var task = new BackgroundTask(static _ => throw new InvalidOperationException("started after all"));
        await task.DisposeAsync();
        task.Start();

        await task.Completion;
    }
}
