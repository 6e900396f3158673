using System.Diagnostics;
using Istio.Reactor.Tls;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.Claims;

/// <summary>
/// The root of a partner's authority is added to the mesh configuration; the partner opens a tunnel to details. The root is removed again: the tunnel must
/// be closed, a new one refused, and the mesh's own connections must stay.
/// </summary>
internal sealed class RemovedRootClosesTunnels : Claim
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AdmissionTimeout = TimeSpan.FromSeconds(15);

    public override string Name => "removed-root";

    public override string Statement => "A removed trust root closes the tunnels it vouched for within 10 s, and no others.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        var details = scene.Layout["details-v1"];
        using var context = PartnerTunnel.ContextOf(scene.Partner, scene.Authority);
        await using var early = await PartnerTunnel.TryOpenAsync(context, details);
        if (early is not null)
        {
            return Evidence.Against("The partner was let in before anybody trusted its root.");
        }

        using var own = await Scene.HoldWhenAllowedAsync(scene.Layout.Curl, "details", cancellation);
        await using var admission = await PolicyEdits.AdmitPartnerToDetailsAsync(scene.Config, cancellation);
        await scene.MeshConfig.TrustAsync(scene.Partner.RootPem, cancellation);
        try
        {
            return await CheckRemovalAsync(scene, context, details, own, cancellation);
        }
        finally
        {
            await scene.MeshConfig.TrustOwnRootOnlyAsync(CancellationToken.None);
        }
    }

    private static async Task<Evidence> CheckRemovalAsync(
        Scene scene, TlsContext context, SceneWorkload details, HeldConnection own, CancellationToken cancellation)
    {
        PartnerTunnel? opened = null;
        if (!await Scene.EventuallyAsync(async () => (opened = await PartnerTunnel.TryOpenAsync(context, details)) is not null, AdmissionTimeout, cancellation))
        {
            return Evidence.Against($"The partner was not let in within {AdmissionTimeout.TotalSeconds:0} s after its root was trusted.");
        }

        await using var tunnel = opened!;

        var removed = Stopwatch.GetTimestamp();
        await scene.MeshConfig.TrustOwnRootOnlyAsync(cancellation);
        if (await Task.WhenAny(tunnel.Closed, Task.Delay(Limit, cancellation)) != tunnel.Closed)
        {
            return Evidence.Against($"The partner's tunnel was still open {Limit.TotalSeconds:0} s after its root was removed.");
        }

        var milliseconds = Stopwatch.GetElapsedTime(removed, await tunnel.Closed).TotalMilliseconds;

        await using var renewed = await PartnerTunnel.TryOpenAsync(context, details);
        if (renewed is not null)
        {
            return Evidence.Against("The partner's tunnel was closed, but a new one was let in.");
        }

        if (own.Closed.IsCompleted)
        {
            return Evidence.Against("A connection of the mesh itself was closed as well.");
        }

        await own.RequestAsync(cancellation);
        return Evidence.For(
            $"The partner's tunnel was closed after {milliseconds:0} ms and no new one let in; curl's own connection goes on.",
            new Dictionary<string, double> { ["rootRemovalToCloseMilliseconds"] = Math.Round(milliseconds, 1) });
    }
}
