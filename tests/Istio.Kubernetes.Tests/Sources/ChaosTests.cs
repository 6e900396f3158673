using System.Text;
using Istio.Kubernetes.Client;
using Istio.Model.Objects;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.Sources;

/// <summary>A source behind a bad network, while objects come, change, go and come again under the same names.</summary>
public sealed class ChaosTests(SharedKubeApi shared)
{
    private const int Rounds = 400;

    private static readonly Resource Services = new("", "v1", "services");
    private static readonly Resource Slices = new("discovery.k8s.io", "v1", "endpointslices");
    private static readonly Resource Policies = new("security.istio.io", "v1", "authorizationpolicies");
    private static readonly Resource NamespaceObjects = new("", "v1", "namespaces", IsNamespaced: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task It_ends_with_what_a_fresh_list_has(int seed)
    {
        var api = await shared.GetAsync();
        var server = ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System);
        using var writer = new ApiClient(server, "tests");
        ChaosHandler? chaos = null;
        using var client = new ApiClient(server, "tests", inner => chaos = new(inner, seed));
        var random = new Random(seed);
        await using var following = await Following.StartAsync(client, new());
        chaos!.IsOn = true;
        for (var i = 0; i < 4; i++)
        {
            await SendAsync(writer, HttpMethod.Post, NamespaceObjects.Path(), $$"""{"metadata": {"name": "{{Namespace(seed, i)}}"} }""");
        }

        for (var round = 0; round < Rounds; round++)
        {
            await ChangeAsync(writer, random, Namespace(seed, random.Next(4)));
        }

        await SendAsync(writer, HttpMethod.Delete, NamespaceObjects.Path("", Namespace(seed, 3)), null);
        chaos.IsOn = false;
        Assert.True(chaos.Failures > 10, $"{chaos.Failures} failures");

        await following.UntilAsync(one => !one.Objects.Keys.Any(key => key.Namespace == Namespace(seed, 3) || key.Name == Namespace(seed, 3)));
        await using var fresh = await Following.StartAsync(writer, new());
        await following.UntilAsync(one => Same(one, fresh, seed));
        Assert.NotEmpty(Mine(fresh, seed));
    }

    private static string Namespace(int seed, int i) => $"chaos-{seed}-{i}";

    private static bool Same(Following one, Following other, int seed) => Mine(one, seed).SetEquals(Mine(other, seed));

    /// <summary>Other tests write as well.</summary>
    private static HashSet<(ObjectKey, ConfigObject)> Mine(Following one, int seed) =>
        [.. one.Objects.Where(pair => $"{pair.Key.Namespace}{pair.Key.Name}".Contains($"chaos-{seed}-", StringComparison.Ordinal)).Select(static pair => (pair.Key, pair.Value))];

    private static Task ChangeAsync(ApiClient writer, Random random, string ns)
    {
        var name = $"o{random.Next(5)}";
        var (resource, body) = random.Next(3) switch
        {
            0 => (Services, $$"""{"metadata": {"name": "{{name}}", "labels": {"v": "{{random.Next(9)}}"} }, "spec": {"ports": [{"port": {{random.Next(1, 99)}} }] } }"""),
            1 => (Slices, $$"""{"metadata": {"name": "{{name}}"}, "addressType": "IPv4", "endpoints": [{"addresses": ["10.9.0.{{random.Next(1, 99)}}"]}]}"""),
            _ => (Policies, $$"""{"apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy", "metadata": {"name": "{{name}}"}, "spec": {"action": "{{(random.Next(2) == 0 ? "DENY" : "ALLOW")}}"} }"""),
        };
        return random.Next(4) == 0
            ? SendAsync(writer, HttpMethod.Delete, resource.Path(ns, name), null)
            : SendAsync(writer, HttpMethod.Post, resource.Path(ns), body);
    }

    /// <summary>What is there already is changed: recreated, or left as it is when even that does not go.</summary>
    private static async Task SendAsync(ApiClient writer, HttpMethod method, string path, string? body)
    {
        try
        {
            await writer.SendAsync(method, path, "application/json", body is null ? null : Encoding.UTF8.GetBytes(body), Cancellation);
        }
        catch (ApiException refused) when (refused.IsNotFound)
        {
            // Nothing to delete.
        }
        catch (ApiException refused) when (refused.IsConflict)
        {
            var name = System.Text.Json.Nodes.JsonNode.Parse(body!)!["metadata"]!["name"]!;
            await writer.SendAsync(HttpMethod.Delete, $"{path}/{name}", null, null, Cancellation);
            await writer.SendAsync(HttpMethod.Post, path, "application/json", Encoding.UTF8.GetBytes(body!), Cancellation);
        }
    }
}
