namespace Istioctl.Playground.Scenery;

/// <summary>The changes to the sample's policies that the claims make.</summary>
internal static class PolicyEdits
{
    public const string File = "policies.yaml";

    /// <summary>The identity of a partner whose authority is not the mesh's.</summary>
    public const string Partner = "spiffe://cluster.local/ns/partner/sa/visitor";

    private const string Nobody = "cluster.local/ns/default/sa/nobody";
    private const string Curl = "cluster.local/ns/default/sa/curl";

    /// <summary>A policy with a selector stops allowing curl.</summary>
    public static Task<ConfigEdit> ForbidCurlToReadDetailsAsync(SceneConfig config, CancellationToken cancellation) =>
        config.EditAsync(File, "details-viewer", policy => policy.Replace($"\n        - {Curl}", "", StringComparison.Ordinal), cancellation);

    /// <summary>A policy for the whole namespace, hence for both nodes, starts denying curl.</summary>
    public static Task<ConfigEdit> BlockCurlEverywhereAsync(SceneConfig config, CancellationToken cancellation) =>
        config.EditAsync(File, "blocked-callers", policy => policy.Replace(Nobody, Curl, StringComparison.Ordinal), cancellation);

    /// <summary>Lets the partner read details, so that nothing but trust stands in its way.</summary>
    public static Task<ConfigEdit> AdmitPartnerToDetailsAsync(SceneConfig config, CancellationToken cancellation) => config.EditAsync(
        File,
        "details-viewer",
        policy => policy.Replace($"- {Curl}", $"- {Curl}\n        - {Partner["spiffe://".Length..]}", StringComparison.Ordinal),
        cancellation);
}
