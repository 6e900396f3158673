using System.Diagnostics;
using Istioctl.Programs;

namespace Istioctl.Tests.Programs;

/// <summary>Closing the guard's pipe is what the kernel does when the parent dies.</summary>
public sealed class ChildGuardTests
{
    [Fact]
    public async Task A_watched_child_ends_with_its_parent()
    {
        using var child = Sleep();
        using (var guard = new ChildGuard())
        {
            guard.Watch(child.Id);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + Signals.Kill, child.ExitCode);
    }

    [Fact]
    public void A_child_that_is_no_longer_watched_and_another_process_go_on()
    {
        using var child = Sleep();
        using var other = Sleep();
        using (var guard = new ChildGuard())
        {
            guard.Watch(child.Id);
            guard.Unwatch(child.Id);
        }

        Assert.False(child.HasExited);
        Assert.False(other.HasExited);
        child.Kill();
        other.Kill();
    }

    [Fact]
    public async Task Of_several_children_only_the_unwatched_one_goes_on()
    {
        using var first = Sleep();
        using var second = Sleep();
        using var third = Sleep();
        using (var guard = new ChildGuard())
        {
            foreach (var child in new[] { first, second, third })
            {
                guard.Watch(child.Id);
            }

            guard.Unwatch(second.Id);
        }

        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        await third.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(second.HasExited);
        second.Kill();
    }

    private static Process Sleep() => Process.Start(new ProcessStartInfo("/bin/sleep", "60") { UseShellExecute = false })!;
}
