using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Model.Objects;
using Istio.Testing;
using Istio.Testing.Kubernetes;
using Istiod.Authority;
using Istiod.Authority.Callers.Reviews;
using Istiod.Authority.Roots;
using Istiod.Authority.Roots.Kept;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Kubernetes;

/// <summary>The manifest of istiod's rights, in force in a real API server.</summary>
public sealed class RbacTests(SharedKubeApi shared)
{
    private const string User = "system:serviceaccount:istio-system:istiod";

    private static string Manifest { get; } = Path.Combine(RepositoryPaths.Root, "manifests", "rbac", "istiod.yaml");

    [Fact]
    public async Task Every_kind_of_the_mesh_may_be_read_in_all_namespaces()
    {
        using var admin = ApiProxy.ClientOf(await ApplyAsync());

        foreach (var kind in KindCatalog.Mesh.Written)
        {
            foreach (var verb in new[] { "list", "watch" })
            {
                Assert.True(await MayAsync(admin, verb, kind.Group, kind.Plural), $"{Manifest}: no rule lets istiod {verb} {kind.Plural} of group '{kind.Group}'");
            }
        }
    }

    [Theory]
    [InlineData("get", "", "secrets", "istio-system", "other")]
    [InlineData("list", "", "secrets", "istio-system", "")]
    [InlineData("get", "", "secrets", "shop", "istio-ca-secret")]
    [InlineData("create", "", "secrets", "shop", "")]
    [InlineData("update", "", "configmaps", "shop", "settings")]
    [InlineData("list", "", "configmaps", "shop", "")]
    [InlineData("delete", "", "configmaps", "shop", "istio-ca-root-cert")]
    [InlineData("patch", "", "pods", "shop", "web")]
    [InlineData("patch", "networking.istio.io", "serviceentries", "shop", "a")]
    [InlineData("get", "", "pods", "shop", "web")]
    [InlineData("update", "coordination.k8s.io", "leases", "istio-system", "a")]
    [InlineData("create", "events.k8s.io", "events", "shop", "")]
    [InlineData("create", "rbac.authorization.k8s.io", "clusterrolebindings", "", "")]
    public async Task What_istiod_does_not_need_it_may_not(string verb, string group, string plural, string ns, string name)
    {
        using var admin = ApiProxy.ClientOf(await ApplyAsync());

        Assert.False(await MayAsync(admin, verb, group, plural, ns, name));
    }

    [Theory]
    [InlineData("update", "", "configmaps", "shop", "istio-ca-root-cert")]
    [InlineData("list", "", "configmaps", "", "istio-ca-root-cert")]
    [InlineData("watch", "", "configmaps", "istio-system", "")]
    [InlineData("update", "", "configmaps", "istio-system", "istio-leader")]
    public async Task What_its_duties_need_it_may(string verb, string group, string plural, string ns, string name)
    {
        using var admin = ApiProxy.ClientOf(await ApplyAsync());

        Assert.True(await MayAsync(admin, verb, group, plural, ns, name));
    }

    [Fact]
    public async Task With_these_rights_tokens_are_reviewed_and_the_CA_is_kept()
    {
        var api = await ApplyAsync();
        var token = (await api.KubectlAsync("", "create", "token", "istiod", "-n", "istio-system")).Trim();
        using var directory = new TemporaryDirectory();
        directory.Write("kubeconfig", api.KubeconfigOf(token));
        using var client = new ApiClient(ClusterAccess.FromKubeconfig(directory["kubeconfig"], TimeProvider.System), "tests");
        using var reviews = new TokenReviews(client, ["istio-ca"], "Kubernetes", static () => "cluster.local", TimeProvider.System);
        var caller = (await api.KubectlAsync("", "create", "token", "istiod", "-n", "istio-system", "--audience", "istio-ca")).Trim();

        var reviewed = await reviews.VerifyAsync(caller, "", TestContext.Current.CancellationToken);
        Assert.True(reviewed.IsAuthenticated, reviewed.Reason);

        var settings = new AuthoritySettings { RootCaDirectory = "/nowhere" };
        var authority = new SelfSignedAuthority(settings, "cluster.local", new KubernetesSecret(client, "istio-system", usesCaCerts: false), TimeProvider.System);
        var material = await authority.LoadOrCreateAsync(TestContext.Current.CancellationToken);
        Assert.Null(await authority.ReloadAsync(material, TestContext.Current.CancellationToken));
        Assert.NotNull(await authority.RotateAsync(TestContext.Current.CancellationToken));
    }

    /// <param name="ns">Empty for all namespaces.</param>
    /// <param name="name">Empty for all objects.</param>
    private static async Task<bool> MayAsync(ApiClient admin, string verb, string group, string plural, string ns = "", string name = "")
    {
        var review = $$"""
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
             "spec": {"user": "{{User}}", "resourceAttributes": {"verb": "{{verb}}", "group": "{{group}}", "resource": "{{plural}}", "namespace": "{{ns}}", "name": "{{name}}"} } }
            """;
        var path = new Resource("authorization.k8s.io", "v1", "subjectaccessreviews", IsNamespaced: false).Path();
        var answer = await admin.SendAsync(HttpMethod.Post, path, null, Encoding.UTF8.GetBytes(review), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("status").GetProperty("allowed").GetBoolean();
    }

    private async Task<KubeApi> ApplyAsync()
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync("""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "istio-system"}}""");
        await api.ApplyAsync(await File.ReadAllTextAsync(Manifest));
        await UntilInForceAsync(api);
        return api;
    }

    /// <summary>The authorizer learns of new rules some milliseconds later.</summary>
    private static async Task UntilInForceAsync(KubeApi api)
    {
        using var admin = ApiProxy.ClientOf(api);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await MayAsync(admin, "list", "", "pods") || !await MayAsync(admin, "create", "", "secrets", "istio-system"))
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
