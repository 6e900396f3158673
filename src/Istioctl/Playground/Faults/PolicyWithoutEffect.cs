using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>The policies that should keep curl away from ratings let it in.</summary>
internal sealed class PolicyWithoutEffect : Fault
{
    public override string Claim => "denied-caller";

    public override async Task PrepareAsync(SceneConfig config, CancellationToken cancellation)
    {
        await config.EditAsync(
            PolicyEdits.File, "ratings-not-for-curl", policy => policy.Replace("/sa/curl", "/sa/nobody", StringComparison.Ordinal), cancellation);
        await config.EditAsync(
            PolicyEdits.File, "ratings-viewer", policy => policy.Replace("/sa/bookinfo-reviews", "/*", StringComparison.Ordinal), cancellation);
    }
}
