using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>
/// A policy in the API server gets an address block that is none. istiod must name the object and the field; the policy must stay in force as it was; and when
/// the object is mended, the finding must go.
/// </summary>
internal sealed class BrokenObjectIsReported : Claim
{
    private const string Policy = "ratings-not-for-curl";
    private const string Resource = $"AuthorizationPolicy default/{Policy}";
    private const string Source = "    - source:\n";
    private const string WrongBlock = "        ipBlocks:\n        - nowhere\n";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public override string Name => "broken-object";

    public override string Statement => "A stored object that cannot be read is reported with its name and field, and its last good version stays in force.";

    public override bool IsAbout(SourceKind source) => source == SourceKind.ApiServer;

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        await using var edit = await scene.Config.EditAsync(
            PolicyEdits.File, Policy, text => text.Replace(Source, Source + WrongBlock, StringComparison.Ordinal), cancellation);
        var finding = await scene.Istiod.FindAsync(found => found.Resource == Resource, Timeout, cancellation);
        if (finding is null)
        {
            return Evidence.Against($"istiod did not report {Resource} within {Timeout.TotalSeconds:0} s.");
        }

        if (finding.Path != "spec.rules[0].from[0].source.ipBlocks[0]")
        {
            return Evidence.Against($"istiod reported '{finding}', which is not the field that is wrong.");
        }

        var outcome = await scene.Curl.GetAsync("http://ratings:9080/health", cancellation);
        if (outcome.Status != 0)
        {
            return Evidence.Against("The policy that cannot be read is not in force any more.");
        }

        await edit.DisposeAsync();
        var mended = await Scene.EventuallyAsync(async () => await scene.Istiod.ReadFindingsAsync(cancellation) is { Count: 0 }, Timeout, cancellation);
        return mended ? Evidence.For($"istiod said: {finding}") : Evidence.Against("The object was mended, and istiod still complains.");
    }
}
