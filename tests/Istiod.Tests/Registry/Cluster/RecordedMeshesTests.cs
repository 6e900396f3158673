using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Sources;
using Istio.Model.Objects;
using Istio.Testing;
using Istio.Testing.Kubernetes;
using Istio.Translation.Proxies;
using Istiod.Registry.Files;
using Istiod.Tests.Authority;
using Istiod.Tests.Registry.Sources;

namespace Istiod.Tests.Registry.Cluster;

/// <summary>The recorded meshes of ztunnels, once from files and once from a real API server.</summary>
public sealed class RecordedMeshesTests
{
    [Fact]
    public async Task Objects_of_an_API_server_give_the_same_resources_as_files()
    {
        var folder = RepositoryPaths.RequireConformance("xds-recorded");
        await using var api = await KubeApi.StartAsync();
        await SharedKubeApi.InstallKindsAsync(api);
        using var client = new ApiClient(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");
        await using var source = new ClusterSource("cluster", client, new(), TimeProvider.System);
        source.Start();
        await using var served = await RunningMesh.StartAsync(source);
        var count = 0;
        foreach (var @case in ZtunnelCases(folder))
        {
            count++;
            var objects = ObjectWriting.Read(File.ReadAllText(Path.Combine(folder, @case, "input.yaml")));
            foreach (var (_, service) in objects.Where(static one => one.Kind.Name == "Service" && (string?)one.Object["spec"]!["type"] != "ExternalName"))
            {
                // An API server fills in what the recordings leave out.
                service["spec"]!["ipFamilies"] ??= new JsonArray("IPv4");
            }

            var expected = await FromFilesAsync(objects.Select(static one => one.Object));
            Assert.NotEmpty(expected);
            // Files have no age, so that names decide: here the age says the same.
            await ObjectWriting.CreateAsync(client, objects.OrderBy(static one => one.Kind.IsNamespaced).ThenBy(static one => Order(one.Object), StringComparer.Ordinal));

            await UntilEqualAsync(@case, expected, served);

            await DeleteAsync(client, objects);
            await RunningMesh.UntilAsync(() => Resources(served).Keys.All(static key => key.Name.Contains("istio_converted_static_strict", StringComparison.Ordinal)));
        }

        Assert.True(count > 5, $"{count} cases");
    }

    private static IEnumerable<string> ZtunnelCases(string folder)
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        return [.. cases.RootElement.EnumerateArray()
            .Where(static one => one.GetProperty("proxies").EnumerateArray().Any(static proxy => proxy.GetProperty("type").GetString() == "ztunnel"))
            .Select(static one => one.GetProperty("folder").GetString()!)];
    }

    private static async Task<Dictionary<ResourceKey, string>> FromFilesAsync(IEnumerable<JsonObject> objects)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("input.yaml", string.Join("\n---\n", objects.Select(static one => one.ToJsonString())));
        using var files = new FileSource(SampleRegistry.Of(directory.Path), KindCatalog.Mesh, TimeProvider.System);
        await using var mesh = await RunningMesh.StartAsync(files);
        return Resources(mesh);
    }

    /// <summary>Versions are hashes of the content. Each API server has a service of its own.</summary>
    private static Dictionary<ResourceKey, string> Resources(RunningMesh mesh) =>
        mesh.Graph.Tables.Of(mesh.Graph.Published)
            .Where(static row => row.Key.Name != "default/kubernetes.default.svc.cluster.local")
            .ToDictionary(static row => row.Key, static row => row.Value.Version);

    private static async Task UntilEqualAsync(string name, Dictionary<ResourceKey, string> expected, RunningMesh served)
    {
        try
        {
            await RunningMesh.UntilAsync(() => Resources(served) is var actual && actual.Count == expected.Count && !actual.Except(expected).Any());
        }
        catch (OperationCanceledException)
        {
            var actual = Resources(served);
            Assert.Fail($"{name}: missing {Names(expected.Except(actual))}; too many or other: {Names(actual.Except(expected))}");
        }
    }

    private static string Names(IEnumerable<KeyValuePair<ResourceKey, string>> rows) => string.Join(", ", rows.Select(static row => row.Key.Name));

    private static string Order(JsonObject one) => $"{ObjectWriting.Name(one)} {ObjectWriting.Namespace(one)}";

    private static async Task DeleteAsync(ApiClient client, IReadOnlyList<(Kind Kind, JsonObject Object)> objects)
    {
        foreach (var (kind, one) in objects.Where(static one => one.Kind.Name != "Namespace"))
        {
            await ObjectWriting.DeleteAsync(client, kind, one);
        }
    }
}
