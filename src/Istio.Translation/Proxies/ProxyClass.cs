using Istio.Core.Values;
using Istio.Xds.Nodes;

namespace Istio.Translation.Proxies;

/// <summary>All that influences which resources a proxy is sent. Proxies of equal classes share everything.</summary>
/// <param name="Layers">Empty for types of proxies that are not served.</param>
public sealed record ProxyClass(ProxyType Type, ValueList<Layer> Layers)
{
    private static readonly ProxyClass Ztunnel = new(ProxyType.Ztunnel, [Layer.AllWorkloads, Layer.Policies, Layer.Trust]);
    private static readonly ProxyClass ZtunnelWithDryRun = Ztunnel with { Layers = [Layer.AllWorkloads, Layer.Policies, Layer.DryRunPolicies, Layer.Trust] };

    /// <summary>Node metadata <c>DRY_RUN_POLICIES</c> asks for policies that are only to be reported (ours; Istio sends none).</summary>
    public static ProxyClass Of(ProxyNode node) =>
        node.Type != ProxyType.Ztunnel ? new(node.Type, [])
        : node.IsSet("DRY_RUN_POLICIES") ? ZtunnelWithDryRun
        : Ztunnel;
}
