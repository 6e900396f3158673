using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;
using Istio.Kubernetes.Writers;

namespace Istio.Kubernetes.Leases;

/// <summary>
/// What both forms of a lock have in common. It writes by PUT and POST on the client itself: no writes of others pace it, and its election is what tries again.
/// </summary>
public abstract class LockObject : ILeaderLock
{
    private const string JsonType = "application/json";

    private readonly Resource _resource;
    private readonly string _ns;

    private protected LockObject(ApiClient client, Resource resource, string ns, string name)
    {
        (Client, _resource, _ns, Name) = (client, resource, ns, name);
        Target = new(resource, ns, $"metadata.name={name}");
    }

    public string Name { get; }

    public abstract bool KeepsKey { get; }

    public WatchTarget Target { get; }

    public ApiClient Client { get; }

    public async Task<LockReading?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return Read(await Client.GetAsync(_resource.Path(_ns, Name), cancellation));
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    public async Task<LockReading> WriteAsync(LeaderRecord record, LockReading? previous, CancellationToken cancellation)
    {
        var patch = Patch(record);
        if (previous is null)
        {
            var created = MergePatch.Apply(WriteJson.Object(WriteHead), patch);
            return Read(await Client.SendAsync(HttpMethod.Post, _resource.Path(_ns), JsonType, created, cancellation));
        }

        var changed = MergePatch.Apply(previous.Json, patch);
        return Read(await Client.SendAsync(HttpMethod.Put, _resource.Path(_ns, Name), JsonType, changed, cancellation));
    }

    /// <summary>The version and kind of the object.</summary>
    private protected abstract void WriteType(Utf8JsonWriter json);

    /// <summary>The record as a merge patch of the object.</summary>
    private protected abstract byte[] Patch(LeaderRecord record);

    /// <returns>The record and its own text.</returns>
    private protected abstract (LeaderRecord? Record, string Text) ReadRecord(JsonElement root);

    private LockReading Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var (record, text) = ReadRecord(document.RootElement);
        return new(record, text, json);
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        WriteType(json);
        json.WriteStartObject("metadata"u8);
        json.WriteString("namespace"u8, _ns);
        json.WriteString("name"u8, Name);
        json.WriteEndObject();
    }
}
