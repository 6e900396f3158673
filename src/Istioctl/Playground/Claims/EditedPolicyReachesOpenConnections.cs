using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>Connections are held open while a policy is edited: the one that is no longer allowed is closed at once, the others stay.</summary>
/// <remarks>Istio 1.28.4 leaves a connection open when the edited policy has a selector; that is the first half of this check.</remarks>
internal sealed class EditedPolicyReachesOpenConnections : Claim
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public override string Name => "open-connections";

    public override string Statement => "An edited policy is enforced on connections that are already open, with a selector and without.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        using var bystander = await Scene.HoldAsync(scene.Layout.Gateway, "productpage", cancellation);
        var start = scene.AccessLog.Position;

        var selector = await ClosesAsync(scene, "details", PolicyEdits.ForbidCurlToReadDetailsAsync, cancellation);
        if (selector is not null)
        {
            return Evidence.Against($"Policy with a selector: {selector}");
        }

        var wide = await ClosesAsync(scene, "productpage", PolicyEdits.BlockCurlEverywhereAsync, cancellation);
        if (wide is not null)
        {
            return Evidence.Against($"Policy for the namespace: {wide}");
        }

        if (await scene.AccessLog.WaitForAsync(start, line => line.Verdict.Kind == VerdictKind.Closed, Timeout, cancellation) is null)
        {
            return Evidence.Against("The connections were closed, but no log line gives a policy change as the reason.");
        }

        return bystander.Closed.IsCompleted
            ? Evidence.Against("A connection that was allowed all the time was closed as well.")
            : Evidence.For("curl lost its open connections to details and to productpage, the visitor kept his.");
    }

    /// <summary>Null when the held connection of curl was closed by the edit, new ones are refused, and all is well again afterwards.</summary>
    private static async Task<string?> ClosesAsync(
        Scene scene, string service, Func<SceneConfig, CancellationToken, Task<ConfigEdit>> edit, CancellationToken cancellation)
    {
        using var held = await Scene.HoldWhenAllowedAsync(scene.Layout.Curl, service, cancellation);
        await using (await edit(scene.Config, cancellation))
        {
            if (await Task.WhenAny(held.Closed, Task.Delay(Timeout, cancellation)) != held.Closed)
            {
                return $"curl's open connection to {service} was still open {Timeout.TotalSeconds:0} s after the edit.";
            }

            var renewed = await scene.Curl.GetAsync($"http://{service}:9080/health", cancellation);
            if (renewed.Status != 0)
            {
                return $"curl's open connection to {service} was closed, but a new one was answered.";
            }
        }

        return await Scene.EventuallyAsync(async () => (await scene.Curl.GetAsync($"http://{service}:9080/health", cancellation)).Succeeded, Timeout, cancellation)
            ? null
            : $"curl was not allowed to reach {service} again after the edit was undone.";
    }
}
