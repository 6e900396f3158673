using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;

namespace Istiod.Registry.Cluster;

/// <summary>Follows one value of one ConfigMap.</summary>
internal sealed class FollowedMap : IWatchSink, IDisposable
{
    private static readonly Resource ConfigMaps = new("", "v1", "configmaps");

    private readonly string _key;
    private readonly Action _changed;
    private volatile string? _value;
    private bool _isListed;

    /// <param name="changed">Called on any thread, also when the map has been looked for once.</param>
    public FollowedMap(ApiClient client, string ns, string name, string key, Action changed, TimeProvider time)
    {
        (_key, _changed) = (key, changed);
        Reflector = new(client, new(ConfigMaps, ns, FieldSelector: $"metadata.name={name}"), this, time);
        Reflector.HasSynced += changed;
    }

    /// <summary>The owner runs it.</summary>
    public Reflector Reflector { get; }

    /// <summary>Null while there is no such map, or no such key in it.</summary>
    public string? Value => _value;

    public void BeginList() => _isListed = false;

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json)
    {
        _isListed = true;
        using var document = JsonDocument.Parse(json.ToArray());
        Set(document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty(_key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null);
    }

    public void Remove(in ObjectHead head) => Set(null);

    public void EndList()
    {
        if (!_isListed)
        {
            Set(null);
        }
    }

    public void Dispose() => Reflector.Dispose();

    private void Set(string? value)
    {
        if (value != _value)
        {
            _value = value;
            _changed();
        }
    }
}
