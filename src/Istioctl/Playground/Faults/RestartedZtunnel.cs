using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>The ztunnel of the first node loses all it knew while istiod is away: it needs everything again.</summary>
internal sealed class RestartedZtunnel : Fault
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public override string Claim => "istiod-resume";

    public override async Task BeginAsync(Scene scene, CancellationToken cancellation)
    {
        await scene.Istiod.Program.KillAsync();
        var ztunnel = scene.Ztunnels[0];
        await ztunnel.Program.KillAsync();
        ztunnel.Program.Start();
        await Scene.EventuallyAsync(() => ztunnel.CountsAsync(cancellation), Timeout, cancellation);
    }
}
