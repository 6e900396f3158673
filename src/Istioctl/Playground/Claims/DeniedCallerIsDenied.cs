using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>curl may read details, is denied ratings by name, and is denied reviews because nothing allows it.</summary>
internal sealed class DeniedCallerIsDenied : Claim
{
    private const string Policy = "default/ratings-not-for-curl";

    public override string Name => "denied-caller";

    public override string Statement => "A caller that a policy denies is denied, and the log names the policy.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        var allowed = await scene.Curl.GetAsync("http://details:9080/details/0", cancellation);
        if (!allowed.Succeeded)
        {
            return Evidence.Against($"curl should reach details, and did not: {allowed}.");
        }

        var byName = await DeniedAsync(scene, "ratings", cancellation);
        if (byName?.Policy != Policy)
        {
            return Evidence.Against($"curl to ratings should be denied by {Policy}; {Describe(byName)}.");
        }

        var byDefault = await DeniedAsync(scene, "reviews", cancellation);
        if (byDefault is not { Kind: VerdictKind.Denied, Policy: null })
        {
            return Evidence.Against($"curl to reviews should be denied because no policy allows it; {Describe(byDefault)}.");
        }

        return Evidence.For($"curl to ratings was {byName?.Reason}; curl to reviews: {byDefault?.Reason}.");
    }

    /// <summary>The verdict of the called side; null when the call was answered or nothing was logged.</summary>
    private static async Task<Verdict?> DeniedAsync(Scene scene, string service, CancellationToken cancellation)
    {
        var start = scene.AccessLog.Position;
        var outcome = await scene.Curl.GetAsync($"http://{service}:9080/health", cancellation);
        if (outcome.Status != 0)
        {
            return null;
        }

        var line = await scene.AccessLog.WaitForAsync(
            start,
            entry => entry.Direction == Direction.Inbound
                && entry.SourceIdentity == scene.Layout.Curl.Identity.ToString()
                && entry.DestinationService?.Split('.')[0] == service,
            TimeSpan.FromSeconds(3),
            cancellation);
        return line?.Verdict;
    }

    private static string Describe(Verdict? verdict) => verdict is { } seen ? $"the log says {seen.Kind} {seen.Reason}" : "it was answered, or not logged";
}
