using Istio.Core.Values;
using Istio.Kubernetes.Client;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.Sources;

/// <summary>Against a real API server.</summary>
public sealed class ClusterSourceTests(SharedKubeApi shared)
{
    [Fact]
    public async Task An_object_that_breaks_keeps_its_last_good_version_with_a_finding()
    {
        var (api, client) = await OpenAsync();
        using var _ = client;
        await api.ApplyAsync(Namespaces("broken") + Policy("broken", "p", "10.0.0.0/8"));
        await using var following = await Following.StartAsync(client, new());
        var good = following.Objects[KeyOf("broken", "p")];
        Assert.False(following.Written![KeyOf("broken", "p")].IsLastGood);

        await api.ApplyAsync(Policy("broken", "p", "ten"));
        await following.UntilAsync(one => one.Findings.Any(finding => finding.Resource == KeyOf("broken", "p") && finding.Severity == Severity.Error));
        Assert.Same(good, following.Objects[KeyOf("broken", "p")]);
        Assert.True(following.Written![KeyOf("broken", "p")].IsLastGood);

        await api.ApplyAsync(Policy("broken", "p", "10.1.0.0/16"));
        await following.UntilAsync(one => one.Findings.All(finding => finding.Resource != KeyOf("broken", "p")));
        Assert.NotEqual(good, following.Objects[KeyOf("broken", "p")]);

        await api.ApplyAsync(Policy("broken", "p", "ten"));
        await api.KubectlAsync("", "delete", "authorizationpolicy", "-n", "broken", "p");
        await following.UntilAsync(one => !one.Has(AuthorizationPolicy.Kind, "broken", "p") && one.Findings.All(finding => finding.Resource != KeyOf("broken", "p")));
    }

    [Fact]
    public async Task Only_objects_of_selected_namespaces_are_kept()
    {
        var (api, client) = await OpenAsync();
        using var _ = client;
        await api.ApplyAsync(Namespaces("inside", "selected: \"yes\"") + Namespaces("outside") + Service("inside") + Service("outside"));
        var selected = new NamespaceDiscovery([new LabelSelector(ValueMap.Create(KeyValuePair.Create("selected", "yes")), [])]);
        await using var following = await Following.StartAsync(client, new(), source => source.Select(selected));
        Assert.True(following.Has(ServiceKind, "inside", "web"));
        Assert.False(following.Has(ServiceKind, "outside", "web"));
        Assert.True(following.Has(Namespace.Kind, "", "outside"));

        await api.ApplyAsync(Namespaces("outside", "selected: \"yes\""));
        await following.UntilAsync(one => one.Has(ServiceKind, "outside", "web"));
        await api.ApplyAsync(Namespaces("inside"));
        await following.UntilAsync(one => !one.Has(ServiceKind, "inside", "web"));

        following.Source.Select(new([]));
        await following.UntilAsync(one => one.Has(ServiceKind, "inside", "web") && one.Has(ServiceKind, "default", "kubernetes"));
        following.Source.Select(selected);
        await following.UntilAsync(one => !one.Has(ServiceKind, "inside", "web") && !one.Has(ServiceKind, "default", "kubernetes") && one.Has(ServiceKind, "outside", "web"));
    }

    [Fact]
    public async Task Objects_of_another_revision_are_not_read()
    {
        var (api, client) = await OpenAsync();
        using var _ = client;
        await api.ApplyAsync(
            Namespaces("revisions") + Policy("revisions", "anybodys", "10.0.0.0/8") + Policy("revisions", "mine", "10.0.0.0/8", "istio.io/rev: mine")
            + Policy("revisions", "other", "10.0.0.0/8", "istio.io/rev: other"));
        await using var following = await Following.StartAsync(client, new() { Revision = "mine", Namespace = "revisions" });
        var names = following.Objects.Keys.Where(static key => key.Kind.Equals(AuthorizationPolicy.Kind)).Select(static key => key.Name);
        Assert.Equal(["anybodys", "mine"], names.Order());

        await api.ApplyAsync(Policy("revisions", "mine", "10.0.0.0/8", "istio.io/rev: other") + Policy("revisions", "other", "10.0.0.0/8", "istio.io/rev: mine"));
        await following.UntilAsync(one => !one.Has(AuthorizationPolicy.Kind, "revisions", "mine") && one.Has(AuthorizationPolicy.Kind, "revisions", "other"));
    }

    private static Kind<Service> ServiceKind => Istio.Model.Kinds.Core.Services.Service.Kind;

    private static ObjectKey KeyOf(string ns, string name) => new(AuthorizationPolicy.Kind, ObjectName.Of(ns, name));

    private static string Namespaces(string name, string labels = "") => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{name}}, labels: { {{labels}} } }
        ---

        """;

    private static string Policy(string ns, string name, string block, string labels = "") => $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: {{name}}, namespace: {{ns}}, labels: { {{labels}} } }
        spec: {rules: [{from: [{source: {ipBlocks: ["{{block}}"]} }]}]}
        ---

        """;

    private static string Service(string ns) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: {{ns}}}
        spec: {ports: [{port: 80}]}
        ---

        """;

    private async Task<(KubeApi Api, ApiClient Client)> OpenAsync()
    {
        var api = await shared.GetAsync();
        return (api, new(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests"));
    }
}
