using System.Text;
using System.Text.Json.Nodes;
using Istio.Kubernetes.Client;
using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istiod.Tests.Registry.Cluster;

/// <summary>Writes objects as an API server has stored them, status included, into another API server.</summary>
internal static class ObjectWriting
{
    /// <summary>What a server sets itself, or refuses.</summary>
    private static readonly string[] OfTheServer = ["uid", "creationTimestamp", "resourceVersion", "generation", "managedFields"];

    /// <summary>The objects of a text in YAML, without kinds that the mesh does not read.</summary>
    public static IReadOnlyList<(Kind Kind, JsonObject Object)> Read(string yaml) =>
        [.. ObjectText.Read(yaml).SelectMany(static one => KindCatalog.Mesh.Find(one.Group, one.Kind) is { } kind ? [(kind, one.Content)] : Array.Empty<(Kind, JsonObject)>())];

    /// <summary>Makes the objects, in this order, and gives them their status.</summary>
    public static async Task CreateAsync(ApiClient client, IEnumerable<(Kind Kind, JsonObject Object)> objects)
    {
        foreach (var (kind, written) in objects)
        {
            await CreateAsync(client, kind, written);
        }
    }

    public static Task DeleteAsync(ApiClient client, Kind kind, JsonObject written) =>
        client.SendAsync(HttpMethod.Delete, ResourceOf(kind, written).Path(Namespace(written), Name(written)) + "?gracePeriodSeconds=0", null, null, TestContext.Current.CancellationToken);

    public static string Namespace(JsonObject written) => (string?)written["metadata"]!["namespace"] ?? "";

    public static string Name(JsonObject written) => (string)written["metadata"]!["name"]!;

    private static async Task CreateAsync(ApiClient client, Kind kind, JsonObject written)
    {
        var copy = written.DeepClone().AsObject();
        var metadata = copy["metadata"]!.AsObject();
        foreach (var field in OfTheServer)
        {
            metadata.Remove(field);
        }

        Complete(kind, copy);
        copy.Remove("status", out var status);
        var resource = ResourceOf(kind, written);
        try
        {
            await SendAsync(client, HttpMethod.Post, resource.Path(Namespace(copy)), "application/json", copy);
        }
        catch (ApiException known) when (known.IsConflict)
        {
            // A namespace stays, with the labels of another mesh.
            await SendAsync(client, HttpMethod.Put, resource.Path(Namespace(copy), Name(copy)), "application/json", copy);
        }

        if (status is not null)
        {
            await SendAsync(client, HttpMethod.Patch, resource.Path(Namespace(copy), Name(copy)) + "/status", "application/merge-patch+json", new() { ["status"] = status });
        }
    }

    /// <summary>The recordings leave out what the mesh never reads and an API server insists on.</summary>
    private static void Complete(Kind kind, JsonObject copy)
    {
        if (kind.Name == "Pod")
        {
            var spec = copy["spec"]!.AsObject();
            if (spec["containers"] is null)
            {
                spec["containers"] = new JsonArray(new JsonObject { ["name"] = "app" });
            }

            foreach (var container in spec["containers"]!.AsArray())
            {
                container!["image"] ??= "app:1";
            }
        }
    }

    private static Resource ResourceOf(Kind kind, JsonObject written)
    {
        var apiVersion = (string)written["apiVersion"]!;
        return new(kind.Group, apiVersion[(apiVersion.LastIndexOf('/') + 1)..], kind.Plural, kind.IsNamespaced);
    }

    private static Task SendAsync(ApiClient client, HttpMethod method, string path, string contentType, JsonObject body) =>
        client.SendAsync(method, path, contentType, Encoding.UTF8.GetBytes(body.ToJsonString()), TestContext.Current.CancellationToken);
}
