using Istio.Core.Identity;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.Claims;

/// <summary>
/// The root of a partner's authority is added to the mesh configuration, so that the partner opens a tunnel to details. The same authority then makes
/// certificates with any name of the mesh: istiod must answer none of them. Those of the mesh's own authority are answered, before and after.
/// </summary>
internal sealed class PartnerGetsNothingFromIstiod : Claim
{
    private static readonly TimeSpan AdmissionTimeout = TimeSpan.FromSeconds(15);

    private static readonly SpiffeId Ztunnel = new("cluster.local", "istio-system", "ztunnel");

    private static readonly SpiffeId[] Claimed =
    [
        new("cluster.local", "partner", "visitor"), Ztunnel, new("cluster.local", "istio-system", "istiod"), new("partner", "partner", "visitor"),
    ];

    public override string Name => "partner-certificate";

    public override string Statement => "A partner's certificate gets nothing from istiod, although the mesh trusts its root.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        await using var admission = await PolicyEdits.AdmitPartnerToDetailsAsync(scene.Config, cancellation);
        await scene.MeshConfig.TrustAsync(scene.Partner.RootPem, cancellation);
        try
        {
            return await IsAdmittedAsync(scene, cancellation)
                ? await CheckRefusalAsync(scene, cancellation)
                : Evidence.Against($"The partner was not let in within {AdmissionTimeout.TotalSeconds:0} s after its root was trusted.");
        }
        finally
        {
            await scene.MeshConfig.TrustOwnRootOnlyAsync(CancellationToken.None);
        }
    }

    /// <summary>Shows that the root is trusted where it should be.</summary>
    private static async Task<bool> IsAdmittedAsync(Scene scene, CancellationToken cancellation)
    {
        using var context = PartnerTunnel.ContextOf(scene.Partner, scene.Authority);
        PartnerTunnel? opened = null;
        var isAdmitted = await Scene.EventuallyAsync(
            async () => (opened = await PartnerTunnel.TryOpenAsync(context, scene.Layout["details-v1"])) is not null, AdmissionTimeout, cancellation);
        if (opened is not null)
        {
            await opened.DisposeAsync();
        }

        return isAdmitted;
    }

    private static async Task<Evidence> CheckRefusalAsync(Scene scene, CancellationToken cancellation)
    {
        if (await OwnRefusalAsync(scene, cancellation) is { } before)
        {
            return Evidence.Against($"istiod did not answer a certificate of the mesh's own authority: {before}.");
        }

        foreach (var identity in Claimed)
        {
            using var partner = new IstiodCaller(scene, scene.Partner, identity);
            if (await partner.CertificateRefusalAsync(cancellation) is null)
            {
                return Evidence.Against($"istiod's CA signed for a partner who said to be {identity}.");
            }

            if (await partner.ConfigurationRefusalAsync(cancellation) is null)
            {
                return Evidence.Against($"istiod sent its configuration to a partner who said to be {identity}.");
            }
        }

        return await OwnRefusalAsync(scene, cancellation) is { } after
            ? Evidence.Against($"istiod stopped answering a certificate of the mesh's own authority: {after}.")
            : Evidence.For(
                $"The partner's tunnel was let in; {Claimed.Length} of its certificates got neither a certificate nor configuration, the mesh's own got both.",
                new Dictionary<string, double> { ["partnerRequestsRefused"] = 2 * Claimed.Length });
    }

    private static async Task<string?> OwnRefusalAsync(Scene scene, CancellationToken cancellation)
    {
        using var own = new IstiodCaller(scene, scene.Authority, Ztunnel);
        return await own.CertificateRefusalAsync(cancellation) ?? await own.ConfigurationRefusalAsync(cancellation);
    }
}
