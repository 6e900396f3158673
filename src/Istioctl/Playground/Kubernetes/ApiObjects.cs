using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Kubernetes.Client;
using Istio.Model.Decoding;

namespace Istioctl.Playground.Kubernetes;

/// <summary>Writes objects to an API server, as their field manager (server-side apply). Failures become sentences for the user.</summary>
internal sealed class ApiObjects(ApiClient client)
{
    private const string Manager = "istioctl-playground";

    /// <summary>Makes sure that writing the object overwrites nobody's.</summary>
    /// <exception cref="CannotStart">It is there, and others wrote it.</exception>
    public Task RequireOwnAsync(WrittenObject written, CancellationToken cancellation) => AskAsync(written, async () =>
    {
        using var found = await client.FindAsync(ObjectResources.Of(written), written.Namespace, written.Name, cancellation);
        return found is null || IsManaged(found.RootElement)
            ? true
            : throw new CannotStart(
                $"The API server {client.Address} has a {written} that is not the playground's.",
                "Name an API server without a mesh and without controllers of nodes, or none: then one is started.");
    });

    public Task<bool> IsThereAsync(WrittenObject written, CancellationToken cancellation) => AskAsync(written, async () =>
    {
        using var found = await client.FindAsync(ObjectResources.Of(written), written.Namespace, written.Name, cancellation);
        return found is not null;
    });

    /// <summary>Whether objects of the kind can be listed now.</summary>
    public async Task<bool> IsServedAsync(Resource resource, CancellationToken cancellation)
    {
        try
        {
            await client.GetAsync($"{resource.Path()}?limit=1", cancellation);
            return true;
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Makes the object what the text says, status included.</summary>
    /// <exception cref="CannotStart">The server does not take it.</exception>
    public Task ApplyAsync(WrittenObject written, CancellationToken cancellation) => AskAsync(written, async () =>
    {
        var path = ObjectResources.Of(written).Path(written.Namespace, written.Name);
        await SendAsync(HttpMethod.Patch, $"{path}?fieldManager={Manager}&force=true", "application/apply-patch+yaml", StoredForm.Body(written), cancellation);
        if (StoredForm.Status(written) is { } status)
        {
            await SendAsync(HttpMethod.Patch, $"{path}/status?fieldManager={Manager}", "application/merge-patch+json", status, cancellation);
        }

        return true;
    });

    /// <summary>Deletes the object if it is there.</summary>
    public Task DeleteAsync(WrittenObject written, CancellationToken cancellation) => AskAsync(written, async () =>
    {
        try
        {
            var path = ObjectResources.Of(written).Path(written.Namespace, written.Name);
            await client.SendAsync(HttpMethod.Delete, $"{path}?gracePeriodSeconds=0", null, null, cancellation);
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            // Somebody was quicker.
        }

        return true;
    });

    private static bool IsManaged(JsonElement found) =>
        found.GetProperty("metadata").TryGetProperty("managedFields", out var entries)
        && entries.EnumerateArray().Any(entry => entry.TryGetProperty("manager", out var manager) && manager.ValueEquals(Manager));

    private Task<byte[]> SendAsync(HttpMethod method, string path, string contentType, JsonObject body, CancellationToken cancellation) =>
        client.SendAsync(method, path, contentType, Encoding.UTF8.GetBytes(body.ToJsonString()), cancellation);

    private Task<T> AskAsync<T>(WrittenObject written, Func<Task<T>> ask) => ApiRefusal.ExplainAsync(client, written.ToString(), ask);
}
