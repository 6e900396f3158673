using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Translation.Proxies;
using Istio.Xds.Nodes;

namespace Istio.Translation.Tests.Proxies;

public sealed class ProxyClassTests
{
    [Fact]
    public void A_ztunnel_sees_workloads_policies_and_trust() =>
        Assert.Equal([Layer.AllWorkloads, Layer.Policies, Layer.Trust], ClassOf("ztunnel").Layers);

    [Fact]
    public void A_ztunnel_that_asks_for_policies_to_report_sees_their_layer_too() =>
        Assert.Equal([Layer.AllWorkloads, Layer.Policies, Layer.DryRunPolicies, Layer.Trust], ClassOf("ztunnel", dryRun: "true").Layers);

    [Fact]
    public void Classes_compare_by_value()
    {
        Assert.Equal(ClassOf("ztunnel"), ClassOf("ztunnel", dryRun: "false"));
        Assert.Equal(ClassOf("sidecar"), ClassOf("sidecar"));
        Assert.NotEqual(ClassOf("ztunnel"), ClassOf("ztunnel", dryRun: "1"));
        Assert.NotEqual(ClassOf("sidecar"), ClassOf("router"));
    }

    [Theory]
    [InlineData("sidecar")]
    [InlineData("router")]
    [InlineData("waypoint")]
    public void Other_proxies_see_nothing_yet(string type) => Assert.Empty(ClassOf(type).Layers);

    [Fact]
    public void Layers_are_ordered_by_kind_and_then_by_scope()
    {
        Layer[] layers = [new(LayerKind.Policies, "b"), Layer.Trust, new(LayerKind.Policies, "a"), Layer.AllWorkloads];

        Assert.Equal([Layer.AllWorkloads, new(LayerKind.Policies, "a"), new(LayerKind.Policies, "b"), Layer.Trust], layers.Order());
    }

    [Fact]
    public void Keys_are_ordered_by_layer_type_and_name()
    {
        ResourceKey[] keys = [new(Layer.Trust, "a", "a"), new(Layer.Policies, "b", "a"), new(Layer.Policies, "a", "b"), new(Layer.Policies, "a", "a")];

        Assert.Equal([keys[3], keys[2], keys[1], keys[0]], keys.Order());
    }

    private static ProxyClass ClassOf(string type, string dryRun = "")
    {
        var node = new Node { Id = $"{type}~10.0.0.1~proxy.shop~shop.svc.cluster.local", Metadata = new Struct() };
        node.Metadata.Fields["DRY_RUN_POLICIES"] = Value.ForString(dryRun);
        Assert.True(ProxyNode.TryParse(node, out var proxy, out var error), error);
        return ProxyClass.Of(proxy);
    }
}
