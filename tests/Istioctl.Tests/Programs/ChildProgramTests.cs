using Istioctl.Programs;

namespace Istioctl.Tests.Programs;

/// <summary>Real children: a shell and its scripts.</summary>
public sealed class ChildProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildGuard _guard = new();

    [Fact]
    public async Task Everything_a_child_prints_is_in_its_log_and_passed_to_the_listener()
    {
        var lines = new List<string>();
        await using var child = ChildProgram.Start(Shell("echo one; echo two >&2; exit 3"), _guard, lines.Add);
        Assert.Equal(3, await child.Ended);
        Assert.Equal(["one", "two"], lines.Order());
        Assert.Equal(["one", "two"], File.ReadAllLines(_folder.File("child.log")).Order());
    }

    [Fact]
    public async Task A_child_that_ignores_the_request_to_end_is_killed()
    {
        var ready = new TaskCompletionSource();
        await using var child = ChildProgram.Start(Shell("trap '' TERM; echo ready; while :; do sleep 1; done"), _guard, _ => ready.TrySetResult());
        await ready.Task;
        await child.StopAsync(TimeSpan.FromMilliseconds(100));
        Assert.True(child.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_frozen_child_can_still_be_stopped()
    {
        var ready = new TaskCompletionSource();
        await using var child = ChildProgram.Start(Shell("echo ready; read never < /dev/zero"), _guard, _ => ready.TrySetResult());
        await ready.Task;
        child.Freeze();
        await child.StopAsync(TimeSpan.FromSeconds(10));
        Assert.True(child.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_restarted_child_continues_the_log()
    {
        await using (var first = ChildProgram.Start(Shell("echo first"), _guard))
        {
            await first.Ended;
        }

        await using (var second = ChildProgram.Start(Shell("echo second"), _guard))
        {
            await second.Ended;
        }

        Assert.Equal(["first", "second"], File.ReadAllLines(_folder.File("child.log")));
    }

    [Fact]
    public async Task A_listener_that_fails_neither_stops_the_child_nor_goes_unnoticed()
    {
        // More than a pipe holds: a child that nobody reads would stand still.
        await using var child = ChildProgram.Start(
            Shell("i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done"),
            _guard,
            static _ => throw new FormatException("not a line of mine"));
        Assert.Equal(0, await child.Ended.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal("not a line of mine", child.LogFailure);
        Assert.Equal(3000, File.ReadAllLines(_folder.File("child.log")).Length);
        Assert.False(child.IsAskedToEnd);
    }

    [Fact]
    public void A_file_that_cannot_be_executed_is_a_clear_sentence()
    {
        var file = _folder.File("program");
        File.WriteAllText(file, "text");
        var refusal = Assert.Throws<CannotStart>(() => ChildProgram.Start(Shell("") with { Program = new ProgramFile(file) }, _guard));
        Assert.StartsWith($"child cannot be started from {file}", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _guard.Dispose();
        _folder.Dispose();
    }

    private Launch Shell(string script) =>
        new("child", new ProgramFile("/bin/sh"), ["-c", script], new Dictionary<string, string>(), _folder.Path, _folder.File("child.log"));
}
