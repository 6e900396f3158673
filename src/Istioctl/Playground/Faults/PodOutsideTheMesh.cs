using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>details is not enrolled: its caller reaches it in plain text.</summary>
internal sealed class PodOutsideTheMesh : Fault
{
    public override string Claim => "mutual-tls";

    public override Task PrepareAsync(SceneConfig config, CancellationToken cancellation) => config.EditAsync(
        "pods.yaml",
        "details-v1",
        pod => pod.Replace("ambient.istio.io/redirection: enabled", "ambient.istio.io/redirection: disabled", StringComparison.Ordinal),
        cancellation);
}
