using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Sabotages;

/// <summary>istiod is halted again and again, for longer than a policy may take.</summary>
internal sealed class StutteringIstiod : Sabotage
{
    private static readonly TimeSpan Halt = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _stuttering = Task.CompletedTask;

    public override string Claim => "policy-latency";

    public override Task BeginAsync(Scene scene, CancellationToken cancellation)
    {
        _stuttering = StutterAsync(scene);
        return Task.CompletedTask;
    }

    public override async Task EndAsync(Scene scene)
    {
        _end.SetResult();
        await _stuttering;
    }

    private async Task StutterAsync(Scene scene)
    {
        var istiod = scene.Istiod.Program.Child;
        while (!_end.Task.IsCompleted)
        {
            istiod.Freeze();
            await Task.WhenAny(_end.Task, Task.Delay(Halt));
            istiod.Thaw();
            await Task.WhenAny(_end.Task, Task.Delay(Breath));
        }
    }
}
