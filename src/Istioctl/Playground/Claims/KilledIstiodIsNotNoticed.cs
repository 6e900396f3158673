using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.Claims;

/// <summary>istiod is killed in the middle of steady traffic; every page must still come, with new connections all the way. istiod stays dead.</summary>
internal sealed class KilledIstiodIsNotNoticed : Claim
{
    private const double Rate = 30;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    public override string Name => "istiod-outage";

    public override string Statement => "A killed istiod is not noticed by traffic.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        var traffic = new SteadyTraffic(scene.Gateway, Scene.PageUrl, Rate);
        await using (traffic)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            await scene.Istiod.Program.KillAsync();
            await Task.Delay(Outage, cancellation);
        }

        var summary = traffic.Statistics.Read();
        var figures = new Dictionary<string, double> { ["pagesServed"] = summary.Succeeded, ["pagesFailed"] = summary.Failed };
        if (scene.Istiod.Program.IsRunning)
        {
            return Evidence.Against("istiod survived SIGKILL.", figures);
        }

        if (summary.Failed > 0)
        {
            return Evidence.Against($"{summary.Failed} of {summary.Succeeded + summary.Failed} pages failed: {summary.LastFailure}.", figures);
        }

        return summary.Succeeded >= Rate
            ? Evidence.For($"{summary.Succeeded} pages before and after the kill, none failed.", figures)
            : Evidence.Against($"Only {summary.Succeeded} pages were served.", figures);
    }
}
