using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Services;

namespace Istio.Translation.Tests.Ambient;

/// <summary>Labels that name a waypoint which cannot be used.</summary>
public sealed class WaypointFindingTests
{
    private const string Label = "istio.io/use-waypoint";

    [Theory]
    [InlineData("Service")]
    [InlineData("ServiceEntry")]
    [InlineData("Namespace")]
    public void A_label_that_names_no_gateway_is_found_until_the_gateway_is_there(string kind)
    {
        var mesh = new TestMesh(Labelled(kind, "wp"));

        var finding = Assert.Single(All(mesh));
        Assert.Equal((FindingCode.UnresolvedReference, Severity.Warning, $"metadata.labels[{Label}]"), (finding.Code, finding.Severity, finding.FieldPath));
        Assert.Equal(kind, finding.Resource!.Value.Kind.ToString());
        Assert.Equal(
            $"label {Label} names waypoint shop/wp, but there is no Gateway shop/wp; traffic goes without a waypoint, and nothing that one would enforce is", finding.Message);

        mesh.Write("wp.yaml", Gateway());
        Assert.Empty(All(mesh));

        mesh.Write("wp.yaml", null);
        Assert.Single(All(mesh));

        mesh.Write("0.yaml", Labelled(kind, "none"));
        Assert.Empty(All(mesh));
    }

    [Fact]
    public void The_label_may_name_a_gateway_of_another_namespace()
    {
        var mesh = new TestMesh(Labelled("Service", "wp", ", istio.io/use-waypoint-namespace: infra"), Gateway());

        Assert.Contains("names waypoint infra/wp, but there is no Gateway infra/wp;", Assert.Single(All(mesh)).Message, StringComparison.Ordinal);

        mesh.Write("infra.yaml", Gateway(ns: "infra"));
        Assert.Contains("Gateway infra/wp does not admit namespace shop", Assert.Single(All(mesh)).Message, StringComparison.Ordinal);

        mesh.Write("infra.yaml", Gateway(ns: "infra", admits: "All"));
        Assert.Empty(All(mesh));
    }

    [Fact]
    public void A_gateway_that_is_no_waypoint_yet_is_found()
    {
        var mesh = new TestMesh(Labelled("Service", "wp"), Gateway(address: ""));

        Assert.Contains("Gateway shop/wp is not ready to be one", Assert.Single(All(mesh)).Message, StringComparison.Ordinal);

        mesh.Write("1.yaml", Gateway());
        Assert.Empty(All(mesh));
    }

    [Fact]
    public void A_waypoint_for_workloads_alone_is_found_at_a_service_and_not_at_a_namespace()
    {
        var mesh = new TestMesh(Labelled("Service", "wp"), Labelled("Namespace", "wp"), Gateway(labels: "istio.io/waypoint-for: workload"));

        var finding = Assert.Single(All(mesh));
        Assert.Equal(Service.Kind, finding.Resource!.Value.Kind);
        Assert.Contains("Gateway shop/wp does not serve services", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_label_of_a_namespace_is_not_told_again_at_its_services()
    {
        var mesh = new TestMesh(Labelled("Namespace", "wp"), Yaml.Service("web", "10.1.0.1"), Yaml.Service("cart", "10.1.0.2"));

        Assert.Equal(Namespace.Kind, Assert.Single(All(mesh)).Resource!.Value.Kind);
    }

    [Fact]
    public void A_change_elsewhere_looks_at_no_label()
    {
        var mesh = new TestMesh([Labelled("Service", "wp"), .. Enumerable.Range(0, 50).Select(i => Yaml.Service($"s{i}", $"10.1.1.{i}"))]);
        var before = Runs(mesh);

        mesh.Write("web.yaml", Yaml.Pod("web-1", "10.0.0.1"));
        mesh.Write("other.yaml", Gateway(name: "other"));
        Assert.Equal(before, Runs(mesh));

        mesh.Write("wp.yaml", Gateway());
        // Once for the gateway and its waypoint, and once more in a graph that verifies.
        Assert.InRange(Runs(mesh) - before, 1, 2);
    }

    private static Finding[] All(TestMesh mesh) => mesh.Ambient.Findings.All().ToArray();

    private static long Runs(TestMesh mesh) =>
        mesh.Graph.Nodes.Where(static node => node.Name.StartsWith("waypoint findings of", StringComparison.Ordinal)).Sum(static node => node.Runs);

    private static string Labelled(string kind, string waypoint, string more = "")
    {
        var labels = $"{Label}: {waypoint}{more}";
        return kind switch
        {
            "Service" => Yaml.Service("web", "10.1.0.1").Replace("namespace: shop}", $"namespace: shop, labels: {{ {labels} }} }}", StringComparison.Ordinal),
            "ServiceEntry" => Yaml.ServiceEntry("pay", "hosts: [pay.example.com], ports: [{number: 443, name: tls}], resolution: DNS", $", labels: {{ {labels} }}"),
            _ => Yaml.Namespace("shop", labels),
        };
    }

    private static string Gateway(string name = "wp", string ns = "shop", string admits = "Same", string address = "{type: IPAddress, value: 10.2.0.1}", string labels = "") =>
        $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: {{name}}, namespace: {{ns}}, labels: { {{labels}} } }
        spec:
          gatewayClassName: istio-waypoint
          listeners: [{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: {{admits}} } } }]
        status: {addresses: [{{address}}]}
        """;
}
