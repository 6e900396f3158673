using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Sabotages;

/// <summary>The ztunnel of the first node loses all it knew while istiod is away: it needs everything again.</summary>
internal sealed class ZtunnelForgets : Sabotage
{
    public override string Claim => "istiod-resume";

    public override async Task BeginAsync(Scene scene, CancellationToken cancel)
    {
        await scene.Istiod.Program.KillAsync();
        MeshProgram ztunnel = scene.Ztunnels[0].Program;
        await ztunnel.KillAsync();
        ztunnel.Start();
    }
}
