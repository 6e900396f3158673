using System.Text.Json;
using Istio.Testing;
using Istio.Testing.Kubernetes;
using Istio.Testing.Logging;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry.Cluster;

/// <summary>The whole istiod on a real API server.</summary>
public sealed class IstiodOnKubernetesTests(SharedKubeApi shared)
{
    [Fact]
    public async Task The_mesh_configuration_is_that_of_the_ConfigMaps()
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(Namespace("settings") + ConfigMap("settings", "istio-blue", "trustDomain: blue.example") + ConfigMap("settings", "shared", "rootNamespace: roots"));
        await using var istiod = await RunningIstiod.StartAsync(api, ["-n", "settings"], ("REVISION", "blue"), ("SHARED_MESH_CONFIG", "shared"));
        Assert.Equal(("blue.example", "roots"), await MeshAsync(istiod));

        await api.ApplyAsync(ConfigMap("settings", "shared", "rootNamespace: other-roots"));
        await istiod.UntilAsync("/debug/mesh", static page => page.Contains("other-roots", StringComparison.Ordinal));

        await api.ApplyAsync(ConfigMap("settings", "istio-blue", "trustDomain: [wrong]"));
        await istiod.UntilAsync("/debug/findingsz", static page => page.Contains("trustDomain", StringComparison.Ordinal));
        Assert.Equal(("blue.example", "other-roots"), await MeshAsync(istiod));

        await api.KubectlAsync("", "delete", "configmap", "-n", "settings", "istio-blue");
        await istiod.UntilAsync("/debug/findingsz", static page => page.Contains("does not exist any more", StringComparison.Ordinal));
        Assert.Equal(("blue.example", "other-roots"), await MeshAsync(istiod));
    }

    [Fact]
    public async Task It_does_its_work_with_the_rights_of_the_manifest_and_no_others()
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(Namespace("istio-system") + Namespace("rights"));
        await api.ApplyAsync(await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "manifests", "rbac", "istiod.yaml"), TestContext.Current.CancellationToken));
        var token = (await api.KubectlAsync("", "create", "token", "istiod", "-n", "istio-system")).Trim();
        using var directory = new TemporaryDirectory();
        directory.Write("kubeconfig", api.KubeconfigOf(token));
        var log = RecordedLog.OfProcess;
        await using var istiod = await RunningIstiod.StartAsync(directory["kubeconfig"], ["-n", "istio-system"], ("POD_NAME", "istiod-rights"));

        await UntilRootsAsync(api, "rights");
        await api.ApplyAsync(Namespace("rights-later"));
        await UntilRootsAsync(api, "rights-later");

        // A refusal names whom it refuses what.
        Assert.Empty(log.Lines("User \"system:serviceaccount:istio-system:istiod\" cannot"));
    }

    private static async Task<(string?, string?)> MeshAsync(RunningIstiod istiod)
    {
        using var page = JsonDocument.Parse(await istiod.PageAsync("/debug/mesh"));
        return (page.RootElement.GetProperty("trustDomain").GetString(), page.RootElement.GetProperty("rootNamespace").GetString());
    }

    private static async Task UntilRootsAsync(KubeApi api, string ns)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!(await api.KubectlAsync("", "get", "configmap", "-n", ns, "--ignore-not-found", "istio-ca-root-cert", "-o", "jsonpath={.data}")).Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private static string Namespace(string name) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{name}} }
        ---

        """;

    private static string ConfigMap(string ns, string name, string mesh) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{name}}, namespace: {{ns}} }
        data: {mesh: "{{mesh}}"}
        ---

        """;
}
