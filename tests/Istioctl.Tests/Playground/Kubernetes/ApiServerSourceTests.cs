using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Testing;
using Istio.Testing.Kubernetes;
using Istioctl.Playground;
using Istioctl.Playground.Kubernetes;
using Istioctl.Playground.Scenery;

namespace Istioctl.Tests.Playground.Kubernetes;

/// <summary>The scene in a real API server that belongs to a user.</summary>
public sealed class ApiServerSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_scene_is_written_edited_and_taken_away_again()
    {
        await using var api = await KubeApi.StartAsync();
        var files = SampleFiles.Find(null, RepositoryPaths.Root).CopyTo(_folder.Path, new LoopbackNetwork(91));
        await using (var source = Open(api, files))
        {
            await source.WriteAsync(Cancellation);
            Assert.Equal("127.91.1.11", await api.KubectlAsync("", "get", "pod", "curl", "-o", "jsonpath={.status.podIP}"));
            Assert.Equal("8", await CountAsync(api, "pods", "default"));
            await CheckTokenAsync(source, SceneReader.Read(files).Nodes[1].Agent);
            await CheckEditsAsync(api, source);
        }

        Assert.Equal("0", await CountAsync(api, "pods", "default"));
        Assert.Equal("0", await CountAsync(api, "authorizationpolicies", "default"));
        await CheckForeignObjectsAsync(api, files);
    }

    public void Dispose() => _folder.Dispose();

    private static ApiServerSource Open(KubeApi api, SampleFiles files) =>
        new(new ApiClient(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests"), api.Kubeconfig, files, local: null);

    /// <summary>The token names the pod and its node.</summary>
    private static async Task CheckTokenAsync(ApiServerSource source, SceneWorkload pod)
    {
        var token = await source.IssueTokenAsync(pod, Cancellation);
        using var claims = JsonDocument.Parse(Base64Url(token.Split('.')[1]));
        var kubernetes = claims.RootElement.GetProperty("kubernetes.io");
        Assert.Equal("istio-ca", claims.RootElement.GetProperty("aud")[0].GetString());
        Assert.Equal("ztunnel-node-2", kubernetes.GetProperty("pod").GetProperty("name").GetString());
        Assert.Equal("node-2", kubernetes.GetProperty("node").GetProperty("name").GetString());
    }

    private static async Task CheckEditsAsync(KubeApi api, ApiServerSource source)
    {
        const string Principals = "jsonpath={.spec.rules[0].from[0].source.principals}";
        await using (await PolicyEdits.ForbidCurlToReadDetailsAsync(new SceneConfig(source.Objects), Cancellation))
        {
            var principals = await api.KubectlAsync("", "get", "ap", "details-viewer", "-o", Principals);
            Assert.Equal("""["cluster.local/ns/default/sa/bookinfo-productpage"]""", principals);
        }

        Assert.Contains("sa/curl", await api.KubectlAsync("", "get", "ap", "details-viewer", "-o", Principals), StringComparison.Ordinal);
        await source.MeshConfig.SaveAsync(SampleFiles.MeshConfigFile, "trustDomain: other\n", Cancellation);
        var mesh = await api.KubectlAsync("", "get", "cm", "istio", "-n", "istio-system", "-o", "jsonpath={.data.mesh}");
        Assert.Contains("trustDomain: other", mesh, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<CannotStart>(() => source.Objects.SaveAsync(
            PolicyEdits.File, "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: default}\nspec: {ports: nothing}\n", Cancellation));
        Assert.Contains("Service default/a", refused.Reason, StringComparison.Ordinal);
    }

    /// <summary>An object that somebody else wrote is not overwritten, and nothing else is written either.</summary>
    private static async Task CheckForeignObjectsAsync(KubeApi api, SampleFiles files)
    {
        await api.KubectlAsync("", "create", "configmap", "istio", "-n", "istio-system", "--from-literal=mesh=a");
        await using var source = Open(api, files);
        var refused = await Assert.ThrowsAsync<CannotStart>(() => source.WriteAsync(Cancellation));
        Assert.Contains("has a ConfigMap istio-system/istio that is not the playground's", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("0", await CountAsync(api, "pods", "default"));
    }

    private static async Task<string> CountAsync(KubeApi api, string plural, string ns) =>
        $"{(await api.KubectlAsync("", "get", plural, "-n", ns, "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}";

    private static string Base64Url(string text) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=')));
}
