using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;

namespace Istio.Kubernetes.Writers;

/// <summary>
/// Writes objects to an API server, paced by one bucket for the client. What may pass by itself (429, 5xx, no answer) is tried again with growing, spread
/// delays until <see cref="RetryDeadline"/>; everything else is the caller's: <see cref="ApiException"/>, and after the deadline whatever came last. Any thread.
/// </summary>
/// <remarks>A write whose answer was lost may have been done: tried again it meets its own result, as a conflict or, for a deletion, as nothing there.</remarks>
/// <param name="bucket">Shared by all writers of the client.</param>
public sealed class ObjectWriter(ApiClient client, TokenBucket bucket, TimeProvider time)
{
    private const string Json = "application/json";

    /// <summary>From the first attempt; no further attempt begins after it.</summary>
    public TimeSpan RetryDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Creates an object.</summary>
    /// <param name="json">The whole object, with <c>apiVersion</c>, <c>kind</c> and the name of the target.</param>
    /// <returns>The object as the server stored it.</returns>
    /// <exception cref="ApiException"><see cref="ApiException.IsConflict"/> when it is there already.</exception>
    public Task<byte[]> CreateAsync(WriteTarget target, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, target, target.Resource.Path(target.Namespace), Json, json, cancellation);

    /// <summary>Replaces an object, if it is still the version that was read.</summary>
    /// <param name="json">The whole object with its <c>metadata.resourceVersion</c>.</param>
    /// <returns>The object as the server stored it.</returns>
    /// <exception cref="ArgumentException">Without a version the server would overwrite what somebody else has written meanwhile.</exception>
    /// <exception cref="ApiException"><see cref="ApiException.IsConflict"/> when somebody has written it meanwhile.</exception>
    public Task<byte[]> ReplaceAsync(WriteTarget target, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        ObjectHead.Read(json.Span).Version.Length > 0
            ? SendAsync(HttpMethod.Put, target, target.Path, Json, json, cancellation)
            : throw new ArgumentException($"{target}: a replacement needs metadata.resourceVersion", nameof(json));

    /// <summary>Server-side apply: the manager owns the fields that it names, and gives up those that it named before and no longer does.</summary>
    /// <param name="json">Only the fields that the manager wants, with <c>apiVersion</c>, <c>kind</c> and name.</param>
    /// <param name="force">Takes fields from other managers; otherwise they are a conflict.</param>
    /// <returns>The object as the server stored it.</returns>
    public Task<byte[]> ApplyAsync(WriteTarget target, ReadOnlyMemory<byte> json, string fieldManager, bool force, CancellationToken cancellation)
    {
        var path = $"{target.Path}?fieldManager={Uri.EscapeDataString(fieldManager)}{(force ? "&force=true" : "")}";
        return SendAsync(HttpMethod.Patch, target, path, "application/apply-patch+yaml", json, cancellation);
    }

    /// <summary>Changes the fields that the patch names (RFC 7396).</summary>
    /// <param name="json">With <c>metadata.resourceVersion</c> it is a conflict when somebody has written the object meanwhile.</param>
    /// <returns>The object as the server stored it.</returns>
    public Task<byte[]> MergePatchAsync(WriteTarget target, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, target, target.Path, "application/merge-patch+json", json, cancellation);

    /// <returns>False when it was not there.</returns>
    /// <exception cref="ApiException"><see cref="ApiException.IsConflict"/> when a precondition does not hold.</exception>
    public async Task<bool> DeleteAsync(WriteTarget target, DeletePreconditions preconditions, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(HttpMethod.Delete, target, target.Path, Json, WriteJson.Of(preconditions), cancellation);
            return true;
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return false;
        }
    }

    private async Task<byte[]> SendAsync(
        HttpMethod method, WriteTarget target, string path, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var backoff = new WatchBackoff(Random.Shared);
        while (true)
        {
            await bucket.TakeAsync(cancellation);
            TimeSpan delay;
            try
            {
                return await client.SendAsync(method, path, contentType, body, cancellation);
            }
            catch (Exception failure) when (IsTransient(failure) && !cancellation.IsCancellationRequested)
            {
                delay = backoff.Next((failure as ApiException)?.RetryAfter);
                if (time.GetElapsedTime(start) + delay > RetryDeadline)
                {
                    throw;
                }

                Logs.Kube.Debug($"{method} of {target}: {failure.Message}; trying again in {delay.TotalSeconds:F1}s");
            }

            await Task.Delay(delay, time, cancellation);
        }
    }

    private static bool IsTransient(Exception failure) => failure switch
    {
        ApiException answer => (int)answer.Status is 429 or >= 500,
        HttpRequestException or IOException => true,
        _ => false,
    };
}
