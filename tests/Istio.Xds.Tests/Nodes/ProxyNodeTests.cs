using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Xds.Nodes;

namespace Istio.Xds.Tests.Nodes;

public sealed class ProxyNodeTests
{
    [Fact]
    public void A_node_id_has_four_parts()
    {
        Assert.True(ProxyNode.TryParse(Make("ztunnel~10.0.0.1~z-1.istio-system~istio-system.svc.cluster.local"), out var node, out _));

        Assert.Equal((ProxyType.Ztunnel, "z-1.istio-system", "istio-system"), (node.Type, node.ProxyId, node.Namespace));
    }

    [Theory]
    [InlineData("", "missing node information")]
    [InlineData("not-a-node-id", "missing parts in the service node \"not-a-node-id\"")]
    [InlineData("envoy~10.0.0.1~a.b~b.svc", "invalid node type (valid types: sidecar, router, waypoint, ztunnel) in the service node \"envoy~10.0.0.1~a.b~b.svc\"")]
    [InlineData("sidecar~nowhere~a.b~b.svc", "no valid IP address in the service node or metadata")]
    public void A_malformed_node_is_refused_in_the_words_of_Istio(string id, string expected)
    {
        Assert.False(ProxyNode.TryParse(Make(id), out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void The_namespace_of_the_metadata_wins_over_the_domain()
    {
        var node = Make("sidecar~10.0.0.1~a.b~b.svc.cluster.local", ("NAMESPACE", Value.ForString("c")), ("SERVICE_ACCOUNT", Value.ForString("sa")));

        Assert.True(ProxyNode.TryParse(node, out var proxy, out _));
        Assert.Equal(("c", "sa"), (proxy.Namespace, proxy.ServiceAccount));
    }

    [Fact]
    public void Booleans_of_the_metadata_may_be_text()
    {
        var node = Make("sidecar~10.0.0.1~a.b~b.svc", ("A", Value.ForString("true")), ("B", Value.ForString("1")), ("C", Value.ForBool(true)), ("D", Value.ForString("no")));

        Assert.True(ProxyNode.TryParse(node, out var proxy, out _));
        Assert.Equal([true, true, true, false, false], ((string[])["A", "B", "C", "D", "E"]).Select(proxy.IsSet));
    }

    private static Node Make(string id, params (string Key, Value Value)[] metadata)
    {
        var node = new Node { Id = id, Metadata = new Struct() };
        foreach (var (key, value) in metadata)
        {
            node.Metadata.Fields[key] = value;
        }

        return node;
    }
}
