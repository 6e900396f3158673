using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.Claims;

/// <summary>
/// istiod, dead since the claim before, is started again. What the ztunnels receive then must be a small part of what they received at their start, and
/// an edited policy must reach them again.
/// </summary>
internal sealed class RestartedIstiodResumes : Claim
{
    /// <summary>
    /// The pushes of the policy that is edited here, and its removal, count as well: some hundred bytes each, as many pushes as the machine's
    /// pace makes of the edits. Sending everything again would be a share of 1 and more.
    /// </summary>
    private const double LargestShare = 0.25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override string Name => "istiod-resume";

    public override string Statement => "A restarted istiod resumes without sending everything again.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancel)
    {
        double[] before = await ReceivedBytesAsync(scene, cancel);
        await scene.Istiod.StartAsync(Patience, cancel);
        if (!await Scene.EventuallyAsync(() => AllConnectedAsync(scene, cancel), Patience, cancel))
        {
            return Evidence.Against($"The ztunnels were not connected to istiod again within {Patience.TotalSeconds:0} s.");
        }

        string? deaf = await PolicyReachesAsync(scene, cancel);
        if (deaf is not null)
        {
            return Evidence.Against(deaf);
        }

        double[] after = await ReceivedBytesAsync(scene, cancel);
        double atStart = before.Sum();
        double resumed = after.Sum() - atStart;
        var figures = new Dictionary<string, double> { ["bytesAtStart"] = scene.BytesAtStart, ["bytesAtResume"] = resumed };
        if (after.Zip(before).Any(pair => pair.First < pair.Second))
        {
            return Evidence.Against("A ztunnel counts from zero again: it was restarted, too.", figures);
        }

        string detail = $"The ztunnels received {resumed:0} bytes, against {scene.BytesAtStart:0} at their start.";
        return resumed <= LargestShare * scene.BytesAtStart ? Evidence.For(detail, figures) : Evidence.Against(detail, figures);
    }

    private static async Task<double[]> ReceivedBytesAsync(Scene scene, CancellationToken cancel)
    {
        var bytes = new List<double>();
        foreach (Ztunnel ztunnel in scene.Ztunnels)
        {
            bytes.Add(await ztunnel.ReceivedBytesAsync(cancel));
        }

        return [.. bytes];
    }

    private static async Task<bool> AllConnectedAsync(Scene scene, CancellationToken cancel) =>
        await scene.Istiod.ConnectedProxiesAsync(cancel) >= scene.Ztunnels.Count;

    /// <summary>Null when a policy edited now is enforced.</summary>
    private static async Task<string?> PolicyReachesAsync(Scene scene, CancellationToken cancel)
    {
        using HeldConnection held = await Scene.HoldWhenAllowedAsync(scene.Layout.Curl, "details", cancel);
        using ConfigEdit edit = PolicyEdits.ForbidCurlToReadDetails(scene.Config);
        return await Task.WhenAny(held.Closed, Task.Delay(Patience, cancel)) == held.Closed
            ? null
            : "After the restart an edited policy was not enforced any more.";
    }
}
