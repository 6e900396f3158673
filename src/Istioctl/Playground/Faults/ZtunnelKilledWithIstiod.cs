using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>The ztunnel of the second node is killed, so pages cannot be served.</summary>
internal sealed class ZtunnelKilledWithIstiod : Fault
{
    public override string Claim => "istiod-outage";

    public override Task BeginAsync(Scene scene, CancellationToken cancellation) => scene.Ztunnels[^1].Program.KillAsync();
}
