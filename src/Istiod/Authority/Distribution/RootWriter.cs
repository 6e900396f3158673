using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;

namespace Istiod.Authority.Distribution;

/// <summary>Writes the ConfigMap with the roots in one namespace.</summary>
internal sealed class RootWriter(ApiClient client, ObjectWriter writer, string configMap)
{
    /// <summary>Creates it, or changes what is wrong of it. A namespace that has gone meanwhile is no failure.</summary>
    /// <param name="isPresent">As far as the watch has said.</param>
    /// <exception cref="ApiException">The server refuses; a conflict, too, passes by itself.</exception>
    public async Task PutRightAsync(string ns, bool isPresent, string pem, CancellationToken cancellation)
    {
        var target = new WriteTarget(RootConfigMap.Resource, ns, configMap);
        try
        {
            if (isPresent || !await TryCreateAsync(target, pem, cancellation))
            {
                await ChangeAsync(target, pem, cancellation);
            }
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            Logs.Controllers.Debug($"{target}: it or its namespace has just been deleted");
        }
    }

    /// <returns>False when it is there already.</returns>
    private async Task<bool> TryCreateAsync(WriteTarget target, string pem, CancellationToken cancellation)
    {
        try
        {
            await writer.CreateAsync(target, RootConfigMap.New(target, pem), cancellation);
            return true;
        }
        catch (ApiException present) when (present.IsConflict)
        {
            return false;
        }
    }

    /// <summary>Looks again before it writes: what the watch has said may be older than what was written since.</summary>
    private async Task ChangeAsync(WriteTarget target, string pem, CancellationToken cancellation)
    {
        var stored = await client.GetAsync(RootConfigMap.Resource.Path(target.Namespace, target.Name), cancellation);
        using var document = JsonDocument.Parse(stored);
        if (!RootConfigMap.Read(document.RootElement).IsRight(pem))
        {
            await writer.ReplaceAsync(target, MergePatch.Apply(stored, RootConfigMap.Change(pem)), cancellation);
        }
    }
}
