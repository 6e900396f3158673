using System.Text.Json;
using Istio.Kubernetes.Client;

namespace Istiod.Authority.Roots.Kept;

/// <summary>
/// Keeps the CA in a Secret of istiod's namespace: <c>istio-ca-secret</c> where there is one, else <c>cacerts</c> with the mark of a generated CA when that is
/// asked for, as in Istio. Writes are taken only by who has seen the last one.
/// </summary>
/// <param name="usesCaCerts">A new CA is put into <c>cacerts</c> (USE_CACERTS_FOR_SELF_SIGNED_CA).</param>
internal sealed class KubernetesSecret(ApiClient api, string ns, bool usesCaCerts) : IKeptSecret
{
    private const string OwnName = "istio-ca-secret";
    private const string CaCertsName = "cacerts";

    private static readonly Resource Secrets = new("", "v1", "secrets");

    private string _name = usesCaCerts ? CaCertsName : OwnName;

    public string Place => $"Secret {ns}/{_name}";

    public Task<KeptRoot?> ReadAsync(CancellationToken cancellation) => GuardedAsync("read", async () =>
        await FindAsync(OwnName, cancellation) ?? (usesCaCerts ? await FindAsync(CaCertsName, cancellation) : null));

    public Task<KeptRoot?> TryCreateAsync(KeptRoot root, CancellationToken cancellation) => GuardedAsync("created", async () =>
    {
        _name = usesCaCerts ? CaCertsName : OwnName;
        var body = SecretObject.Write(ns, _name, root, isMarked: usesCaCerts);
        return await SendAsync(HttpMethod.Post, Secrets.Path(ns), "application/json", body, root, cancellation);
    });

    public Task<KeptRoot?> TryReplaceAsync(KeptRoot former, KeptRoot next, CancellationToken cancellation) => GuardedAsync("replaced", async () =>
    {
        try
        {
            var body = SecretObject.Patch(next, former.Version);
            return await SendAsync(HttpMethod.Patch, Secrets.Path(ns, _name), "application/merge-patch+json", body, next, cancellation);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return null;
        }
    });

    private async Task<KeptRoot?> FindAsync(string name, CancellationToken cancellation)
    {
        using var found = await api.FindAsync(Secrets, ns, name, cancellation);
        if (found is null)
        {
            return null;
        }

        _name = name;
        if (name == CaCertsName && !SecretObject.IsMarked(found.RootElement))
        {
            throw new AuthorityException(
                $"{Place} is an operator's CA, for it has no key {SecretObject.Generated}: mount it at ROOT_CA_DIR, or unset USE_CACERTS_FOR_SELF_SIGNED_CA");
        }

        return SecretObject.TryRead(found.RootElement, out var root, out var error)
            ? root
            : throw new AuthorityException($"self-signed CA in {Place}: {error}; put the right CA there, or delete it to have a new one made");
    }

    /// <returns>Null when somebody else has written.</returns>
    private async Task<KeptRoot?> SendAsync(HttpMethod method, string path, string contentType, ReadOnlyMemory<byte> body, KeptRoot root, CancellationToken cancellation)
    {
        try
        {
            using var written = JsonDocument.Parse(await api.SendAsync(method, path, contentType, body, cancellation));
            return root with { Version = SecretObject.Version(written.RootElement) };
        }
        catch (ApiException late) when (late.IsConflict)
        {
            return null;
        }
    }

    private async Task<KeptRoot?> GuardedAsync(string action, Func<Task<KeptRoot?>> body)
    {
        try
        {
            return await body();
        }
        catch (ApiException refused)
        {
            var remedy = refused.IsForbidden ? "; istiod's account needs get, create and patch of secrets in its namespace (manifests/rbac/istiod.yaml)" : "";
            throw new SecretUnavailableException($"{Place} cannot be {action}: {refused.Message}{remedy}", refused);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            throw new SecretUnavailableException($"{Place} cannot be {action}: {api.Address}: {failed.Message}", failed);
        }
    }
}
