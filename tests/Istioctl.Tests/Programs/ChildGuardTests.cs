using System.Diagnostics;
using Istioctl.Programs;

namespace Istioctl.Tests.Programs;

/// <summary>Closing the guard's pipe is what the kernel does when the parent dies.</summary>
public sealed class ChildGuardTests
{
    [Fact]
    public async Task A_watched_child_dies_with_its_parent()
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
    public void A_forgotten_child_and_a_stranger_are_left_alone()
    {
        using var child = Sleep();
        using var stranger = Sleep();
        using (var guard = new ChildGuard())
        {
            guard.Watch(child.Id);
            guard.Forget(child.Id);
        }

        Assert.False(child.HasExited);
        Assert.False(stranger.HasExited);
        child.Kill();
        stranger.Kill();
    }

    [Fact]
    public async Task Only_the_forgotten_one_of_several_children_survives()
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

            guard.Forget(second.Id);
        }

        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        await third.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(second.HasExited);
        second.Kill();
    }

    private static Process Sleep() => Process.Start(new ProcessStartInfo("/bin/sleep", "60") { UseShellExecute = false })!;
}
