using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>istiod is halted (SIGSTOP): no edit reaches a proxy, and no page of it answers.</summary>
internal sealed class FrozenIstiod(string claim) : Fault
{
    public override string Claim => claim;

    public override Task BeginAsync(Scene scene, CancellationToken cancellation)
    {
        scene.Istiod.Program.Child.Freeze();
        return Task.CompletedTask;
    }

    public override Task EndAsync(Scene scene)
    {
        scene.Istiod.Program.Child.Thaw();
        return Task.CompletedTask;
    }
}
