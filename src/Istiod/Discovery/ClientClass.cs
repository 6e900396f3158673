using Istio.Xds.Nodes;

namespace Istiod.Discovery;

/// <summary>All that influences which resources a client sees. Clients of one class share everything.</summary>
/// <param name="DryRunPolicies">The node's metadata <c>DRY_RUN_POLICIES</c> asks for policies that are only to be reported (ours; Istio sends none).</param>
internal readonly record struct ClientClass(bool DryRunPolicies)
{
    public static ClientClass Of(ProxyNode node) => new(node.IsSet("DRY_RUN_POLICIES"));
}
