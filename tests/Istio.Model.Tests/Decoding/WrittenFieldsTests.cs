using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istio.Model.Tests.Decoding;

/// <summary>What is kept of an object for status pages.</summary>
public sealed class WrittenFieldsTests
{
    [Fact]
    public void Configuration_is_kept_whole_as_it_was_written() =>
        AssertKept(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: w, namespace: shop, labels: {a: b}}
            spec:
              gatewayClassName: istio-waypoint
              infrastructure: {labels: {"x": "1"}}
              addresses:
              listeners:
              - {name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: HTTPRoute}]}}
            status: {conditions: [{type: Ready, observedGeneration: 3}]}
            """,
            """
            {
              "spec": {
                "gatewayClassName": "istio-waypoint",
                "infrastructure": {"labels": {"x": "1"}},
                "listeners": [
                  {"name": "mesh", "port": 15008, "protocol": "HBONE", "allowedRoutes": {"namespaces": {"from": "All"}, "kinds": [{"kind": "HTTPRoute"}]}}
                ]
              },
              "status": {"conditions": [{"type": "Ready", "observedGeneration": 3}]}
            }
            """);

    [Fact]
    public void Of_a_pod_only_what_the_mesh_reads_is_kept() =>
        AssertKept(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: shop}
            spec:
              nodeName: node-1
              hostNetwork: true
              volumes: [{name: keys}]
              containers:
              - {name: app, env: [{name: PASSWORD, value: secret}], ports: [{name: http, containerPort: 8080, hostPort: 80}]}
            status: {podIP: 10.0.0.1, startTime: "2025-01-31T12:00:00Z"}
            """,
            """
            {
              "spec": {"nodeName": "node-1", "hostNetwork": true, "containers": [{"ports": [{"name": "http", "containerPort": 8080}]}]},
              "status": {"podIP": "10.0.0.1"}
            }
            """);

    [Fact]
    public void A_broken_document_keeps_nothing() =>
        Assert.Null(Decode.One("apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {portz: []}\n").Written);

    [Theory]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("-12", "-12")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e999", "\"1e999\"")]
    [InlineData("99999999999999999999", "\"99999999999999999999\"")]
    [InlineData("True", "true")]
    [InlineData("'5'", "\"5\"")]
    [InlineData("[~, no]", "[null,\"no\"]")]
    public void Every_value_has_a_form_in_json(string yaml, string json)
    {
        using var kept = Keep($"apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {{name: c}}\nspec: {{controllerName: x, parametersRef: {yaml}}}\n");

        Assert.Equal(json, kept.RootElement.GetProperty("spec").GetProperty("parametersRef").GetRawText());
    }

    [Theory]
    [InlineData(30, 8, "aliases repeat more than")]
    [InlineData(200, 1, "levels deep")]
    public void What_aliases_repeat_is_bounded(int levels, int width, string expected)
    {
        var text = new StringBuilder("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: shop}\nstatus:\n  a0: &a0 [x]\n");
        for (var i = 1; i < levels; i++)
        {
            text.Append(null, $"  a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", width))}]\n");
        }

        Assert.Contains(expected, Decode.Mistake(text.ToString()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_are_kept_as_what_they_stand_for() =>
        AssertKept(
            """
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: p, namespace: shop}
            spec:
              rules:
              - from: [{source: &web {principals: [a/b]}}]
              - from: [{source: *web}]
            """,
            """{"spec": {"rules": [{"from": [{"source": {"principals": ["a/b"]}}]}, {"from": [{"source": {"principals": ["a/b"]}}]}]}}""");

    private static JsonDocument Keep(string text)
    {
        var document = Decode.One(text);
        Assert.NotNull(document.Written);
        return document.Written.Read();
    }

    private static void AssertKept(string text, string expected)
    {
        using var kept = Keep(text);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(kept.RootElement.GetRawText())), kept.RootElement.GetRawText());
    }
}
