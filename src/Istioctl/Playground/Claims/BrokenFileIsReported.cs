using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>
/// A policy gets a field that does not exist. istiod must name file, line and field; the policy must stay in force as it was; and when the file is mended,
/// the finding must go.
/// </summary>
internal sealed class BrokenFileIsReported : Claim
{
    private const string Policy = "ratings-not-for-curl";
    private const string Wrong = "  acton: DENY";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public override string Name => "broken-file";

    public override string Statement => "A broken YAML file is reported with file, line and field, and the last good version stays in force.";

    public override bool IsAbout(SourceKind source) => source == SourceKind.Files;

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        StatusFinding? finding;
        var edit = await scene.Config.EditAsync(
            PolicyEdits.File, Policy, text => text.Replace("  action: DENY", Wrong, StringComparison.Ordinal), cancellation);
        await using (edit)
        {
            var line = LineOf(scene.Config.Read(PolicyEdits.File), Wrong);
            finding = await scene.Istiod.FindAsync(found => found.Line == line, Timeout, cancellation);
            if (finding is null)
            {
                return Evidence.Against($"istiod did not report line {line} of {PolicyEdits.File} within {Timeout.TotalSeconds:0} s.");
            }

            if (Path.GetFileName(finding.File) != PolicyEdits.File || finding.Path != "spec.acton")
            {
                return Evidence.Against($"istiod reported '{finding}', which is not spec.acton in {PolicyEdits.File}.");
            }

            var outcome = await scene.Curl.GetAsync("http://ratings:9080/health", cancellation);
            if (outcome.Status != 0)
            {
                return Evidence.Against("The policy in the broken file is not in force any more.");
            }
        }

        var mended = await Scene.EventuallyAsync(async () => await scene.Istiod.ReadFindingsAsync(cancellation) is { Count: 0 }, Timeout, cancellation);
        return mended ? Evidence.For($"istiod said: {finding}") : Evidence.Against("The file was mended, and istiod still complains.");
    }

    /// <summary>Counted from 1.</summary>
    private static int LineOf(string text, string line) => Array.IndexOf(text.Split('\n'), line) + 1;
}
