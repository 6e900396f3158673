using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Kubernetes.Client;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Kubernetes;

/// <summary>Tokens of service accounts, bound to a pod, from the API server: what kubelet asks for and mounts into a pod.</summary>
internal sealed class PodTokens(ApiClient client)
{
    private static readonly Resource Pods = new("", "v1", "pods");
    private static readonly Resource Accounts = new("", "v1", "serviceaccounts");

    /// <exception cref="CannotStart">The server gives none.</exception>
    public Task<string> IssueAsync(SceneWorkload pod, CancellationToken cancellation) =>
        ApiRefusal.ExplainAsync(client, $"a token for Pod {pod.Namespace}/{pod.Name}", () => AskAsync(pod, cancellation));

    /// <summary>A TokenRequest (https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1).</summary>
    /// <param name="uid">The one that the server has given the pod.</param>
    internal static JsonObject Request(string pod, string uid) => new()
    {
        ["apiVersion"] = "authentication.k8s.io/v1",
        ["kind"] = "TokenRequest",
        ["spec"] = new JsonObject
        {
            ["audiences"] = new JsonArray(JsonValue.Create(NodeTokens.Audience)),
            ["expirationSeconds"] = (long)NodeTokens.Lifetime.TotalSeconds,
            ["boundObjectRef"] = new JsonObject { ["kind"] = "Pod", ["apiVersion"] = "v1", ["name"] = pod, ["uid"] = uid },
        },
    };

    private async Task<string> AskAsync(SceneWorkload pod, CancellationToken cancellation)
    {
        var body = Request(pod.Name, await UidAsync(pod, cancellation)).ToJsonString();
        var path = $"{Accounts.Path(pod.Namespace, pod.ServiceAccount)}/token";
        using var answer = JsonDocument.Parse(await client.SendAsync(HttpMethod.Post, path, null, Encoding.UTF8.GetBytes(body), cancellation));
        return answer.RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }

    private async Task<string> UidAsync(SceneWorkload pod, CancellationToken cancellation)
    {
        using var found = JsonDocument.Parse(await client.GetAsync(Pods.Path(pod.Namespace, pod.Name), cancellation));
        return found.RootElement.GetProperty("metadata").GetProperty("uid").GetString()!;
    }
}
