using System.Text.Json.Nodes;
using Istio.Model.Decoding;

namespace Istioctl.Playground.Kubernetes;

/// <summary>
/// What of an object in a file an API server takes, and by which request: it chooses the uid and the addresses of services, and takes the status apart.
/// </summary>
internal static class StoredForm
{
    private static readonly string[] OfTheServer = ["uid", "creationTimestamp", "resourceVersion", "generation", "managedFields"];
    private static readonly string[] ServiceAddresses = ["clusterIP", "clusterIPs"];

    /// <summary>The object without what the server chooses and without its status.</summary>
    public static JsonObject Body(WrittenObject written)
    {
        var body = written.Content.DeepClone().AsObject();
        body.Remove("status");
        Remove(body["metadata"], OfTheServer);
        if (written is { Group: "", Kind: "Service" })
        {
            Remove(body["spec"], ServiceAddresses);
        }

        return body;
    }

    /// <summary>A merge patch that gives the object its status; null when it has none.</summary>
    public static JsonObject? Status(WrittenObject written) =>
        written.Content["status"] is JsonObject status ? new() { ["status"] = status.DeepClone() } : null;

    /// <summary>What others refer to comes first; pods, which refer to the most, last.</summary>
    public static int Rank(WrittenObject written) => written.Kind switch
    {
        "Namespace" => 0,
        "ServiceAccount" or "Node" or "ConfigMap" => 1,
        "Pod" => 3,
        _ => 2,
    };

    private static void Remove(JsonNode? parent, ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            (parent as JsonObject)?.Remove(field);
        }
    }
}
