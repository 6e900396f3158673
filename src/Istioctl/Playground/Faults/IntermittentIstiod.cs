using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>istiod is halted again and again, for longer than a policy may take.</summary>
internal sealed class IntermittentIstiod : Fault
{
    private static readonly TimeSpan Halt = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _halting = Task.CompletedTask;

    public override string Claim => "policy-latency";

    public override Task BeginAsync(Scene scene, CancellationToken cancellation)
    {
        _halting = HaltAsync(scene);
        return Task.CompletedTask;
    }

    public override async Task EndAsync(Scene scene)
    {
        _end.SetResult();
        await _halting;
    }

    private async Task HaltAsync(Scene scene)
    {
        var istiod = scene.Istiod.Program.Child;
        while (!_end.Task.IsCompleted)
        {
            istiod.Freeze();
            await Task.WhenAny(_end.Task, Task.Delay(Halt));
            istiod.Thaw();
            await Task.WhenAny(_end.Task, Task.Delay(Pause));
        }
    }
}
