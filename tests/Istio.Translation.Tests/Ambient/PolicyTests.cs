using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Translation.Tests.Ambient;

public sealed class PolicyTests
{
    private const string Strict = "istio-system/istio_converted_static_strict";

    [Fact]
    public void A_workload_names_the_policies_that_select_it_and_no_others()
    {
        var mesh = new TestMesh(
            Yaml.Pod("web-1", "10.0.0.1", "app: web, version: v1"),
            Yaml.Policy("z-web", "selector: {matchLabels: {app: web}}"),
            Yaml.Policy("a-both", "selector: {matchLabels: {version: v1, app: web}}"),
            Yaml.Policy("v2", "selector: {matchLabels: {app: web, version: v2}}"),
            Yaml.Policy("everybody", "selector: {}"),
            Yaml.Policy("namespace", "rules: [{}]"),
            Yaml.Policy("mesh", "selector: {matchLabels: {app: web}}", ns: "istio-system"),
            Yaml.Policy("elsewhere", "selector: {matchLabels: {app: web}}", ns: "other"));

        Assert.Equal(["istio-system/mesh", "shop/a-both", "shop/everybody", "shop/z-web"], mesh.Pod("web-1").AuthorizationPolicies);
    }

    [Fact]
    public void A_policy_whose_rules_change_leaves_its_workloads_alone()
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1"), Yaml.Policy("web", "selector: {matchLabels: {app: web}}"));

        Assert.Equal(["shop/web"], mesh.Write("1.yaml", Yaml.Policy("web", "selector: {matchLabels: {app: web}}, rules: [{}]")));
        Assert.Equal(["-shop/web", "Kubernetes//Pod/shop/web-1"], mesh.Write("1.yaml", null));
    }

    [Fact]
    public void A_policy_on_trial_is_kept_apart_and_named_by_its_workloads()
    {
        var mesh = new TestMesh(
            Yaml.Pod("web-1", "10.0.0.1"),
            Yaml.Policy("trial", "selector: {matchLabels: {app: web}}, action: DENY, rules: [{}]", "istio.io/dry-run: \"true\""));

        Assert.Equal(0, mesh.Ambient.Authorizations.Count);
        Assert.NotNull(mesh.Ambient.DryRunAuthorizations.Find("shop/trial"));
        Assert.Equal(["shop/trial"], mesh.Pod("web-1").AuthorizationPolicies);

        Assert.Equal(["-shop/trial", "shop/trial"], mesh.Write("1.yaml", Yaml.Policy("trial", "selector: {matchLabels: {app: web}}, action: DENY, rules: [{}]")));
        Assert.False(mesh.Policy("shop/trial")!.DryRun);
    }

    [Fact]
    public void The_strict_policy_exists_with_the_first_peer_authentication_and_is_named_where_it_holds()
    {
        var mesh = new TestMesh(Yaml.Pod("web-1", "10.0.0.1"));
        Assert.Null(mesh.Policy(Strict));

        Assert.Equal([Strict], mesh.Write("pa.yaml", Yaml.PeerAuthentication("default", "mtls: {mode: PERMISSIVE}")));
        Assert.Equal(["Kubernetes//Pod/shop/web-1"], mesh.Write("pa.yaml", Yaml.PeerAuthentication("default", "mtls: {mode: STRICT}")));
        Assert.Equal([Strict], mesh.Pod("web-1").AuthorizationPolicies);

        Assert.Equal(["Kubernetes//Pod/shop/web-1"], mesh.Write("own.yaml", Yaml.PeerAuthentication("web", "selector: {matchLabels: {app: web}}, mtls: {mode: PERMISSIVE}")));
        Assert.Empty(mesh.Pod("web-1").AuthorizationPolicies);
    }

    [Theory]
    [InlineData("PERMISSIVE")]
    [InlineData("DISABLE")]
    public void A_port_open_under_a_strict_mesh_is_open_whatever_it_is_called(string mode)
    {
        var mesh = new TestMesh(
            Yaml.Pod("web-1", "10.0.0.1"),
            Yaml.PeerAuthentication("mesh", "mtls: {mode: STRICT}", "istio-system"),
            Yaml.PeerAuthentication("web", $"selector: {{matchLabels: {{app: web}}}}, portLevelMtls: {{8080: {{mode: {mode}}}}}"));

        Assert.Equal(["shop/converted_peer_authentication_web"], mesh.Pod("web-1").AuthorizationPolicies);
        Assert.Equal([8080u], mesh.Policy("shop/converted_peer_authentication_web")!.Groups[0].Rules[0].Matches[0].NotDestinationPorts);
    }

    [Fact]
    public void A_strict_port_of_a_permissive_workload_stays_strict_under_a_strict_mesh()
    {
        var mesh = new TestMesh(
            Yaml.Pod("web-1", "10.0.0.1"),
            Yaml.PeerAuthentication("mesh", "mtls: {mode: STRICT}", "istio-system"),
            Yaml.PeerAuthentication("web", "selector: {matchLabels: {app: web}}, mtls: {mode: PERMISSIVE}, portLevelMtls: {8080: {mode: STRICT}}"));

        Assert.Equal(["shop/converted_peer_authentication_web"], mesh.Pod("web-1").AuthorizationPolicies);
        Assert.Equal([8080u], mesh.Policy("shop/converted_peer_authentication_web")!.Groups[0].Rules[0].Matches[0].DestinationPorts);
    }

    [Fact]
    public void The_older_of_two_peer_authentications_speaks_for_a_workload()
    {
        var mesh = new TestMesh(
            Yaml.Pod("web-1", "10.0.0.1"),
            Yaml.PeerAuthentication("b", "selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}"),
            Yaml.PeerAuthentication("a", "selector: {matchLabels: {app: web}}, mtls: {mode: PERMISSIVE}"));
        Assert.Empty(mesh.Pod("web-1").AuthorizationPolicies);

        mesh.Write("2.yaml", null);
        Assert.Equal([Strict], mesh.Pod("web-1").AuthorizationPolicies);
    }

    [Fact]
    public void What_ztunnel_cannot_enforce_is_told()
    {
        var mesh = new TestMesh(
            Yaml.Policy("http", "rules: [{to: [{operation: {methods: [GET]}}]}]"),
            Yaml.Policy("audit", "action: AUDIT, rules: [{}]"),
            Yaml.Policy("target", "targetRefs: [{kind: Service, name: web}], rules: [{}]"));

        var http = Assert.Single(mesh.Ambient.PolicyConversions.Find(ObjectName.Of("shop", "http"))!.Findings);
        Assert.Equal(
            "warning: AuthorizationPolicy shop/http: spec.rules[0]: ztunnel does not support HTTP attributes (methods); the rule is left out, so it allows nobody",
            http.ToString());
        Assert.Null(mesh.Policy("shop/audit"));
        Assert.Null(mesh.Policy("shop/target"));
        Assert.Equal(FindingCode.NotEnforced, Assert.Single(mesh.Ambient.PolicyConversions.Find(ObjectName.Of("shop", "target"))!.Findings).Code);
        Assert.Equal("spec.action", Assert.Single(mesh.Ambient.PolicyConversions.Find(ObjectName.Of("shop", "audit"))!.Findings).FieldPath);
    }
}
