using Istioctl.Playground.Scenery;

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

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public override string Name => "istiod-resume";

    public override string Statement => "A restarted istiod resumes without sending everything again.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        var before = await ReceivedBytesAsync(scene, cancellation);
        await scene.Istiod.StartAsync(Timeout, cancellation);
        if (!await Scene.EventuallyAsync(() => AllConnectedAsync(scene, cancellation), Timeout, cancellation))
        {
            return Evidence.Against($"The ztunnels were not connected to istiod again within {Timeout.TotalSeconds:0} s.");
        }

        var deaf = await PolicyReachesAsync(scene, cancellation);
        if (deaf is not null)
        {
            return Evidence.Against(deaf);
        }

        var after = await ReceivedBytesAsync(scene, cancellation);
        var atStart = before.Sum();
        var resumed = after.Sum() - atStart;
        var figures = new Dictionary<string, double> { ["bytesAtStart"] = scene.BytesAtStart, ["bytesAtResume"] = resumed };
        if (after.Zip(before).Any(pair => pair.First < pair.Second))
        {
            return Evidence.Against("A ztunnel counts from zero again: it was restarted, too.", figures);
        }

        var detail = $"The ztunnels received {resumed:0} bytes, against {scene.BytesAtStart:0} at their start.";
        return resumed <= LargestShare * scene.BytesAtStart ? Evidence.For(detail, figures) : Evidence.Against(detail, figures);
    }

    private static async Task<double[]> ReceivedBytesAsync(Scene scene, CancellationToken cancellation)
    {
        var bytes = new List<double>();
        foreach (var ztunnel in scene.Ztunnels)
        {
            bytes.Add(await ztunnel.ReceivedBytesAsync(cancellation));
        }

        return [.. bytes];
    }

    private static async Task<bool> AllConnectedAsync(Scene scene, CancellationToken cancellation) =>
        await scene.Istiod.ConnectedProxiesAsync(cancellation) >= scene.Ztunnels.Count;

    /// <summary>Null when a policy edited now is enforced.</summary>
    private static async Task<string?> PolicyReachesAsync(Scene scene, CancellationToken cancellation)
    {
        using var held = await Scene.HoldWhenAllowedAsync(scene.Layout.Curl, "details", cancellation);
        await using var edit = await PolicyEdits.ForbidCurlToReadDetailsAsync(scene.Config, cancellation);
        return await Task.WhenAny(held.Closed, Task.Delay(Timeout, cancellation)) == held.Closed
            ? null
            : "After the restart an edited policy was not enforced any more.";
    }
}
