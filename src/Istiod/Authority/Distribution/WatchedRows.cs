using System.Text.Json;
using Istio.Kubernetes.ListWatch;

namespace Istiod.Authority.Distribution;

/// <summary>What is known of each namespace from one watch.</summary>
/// <param name="keyOf">The namespace that an object is about.</param>
/// <param name="read">What is kept of an object.</param>
/// <param name="changed">Called with the namespace of each row that has changed, outside the lock.</param>
internal sealed class WatchedRows<T>(Func<ObjectHead, string> keyOf, Func<JsonElement, T> read, Action<string> changed) : IWatchSink
    where T : class, IEquatable<T>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, T> _rows = new(StringComparer.Ordinal);
    private HashSet<string>? _listed;

    /// <returns>Null when there is none.</returns>
    public T? Find(string ns)
    {
        lock (_lock)
        {
            return _rows.GetValueOrDefault(ns);
        }
    }

    public string[] Namespaces()
    {
        lock (_lock)
        {
            return [.. _rows.Keys];
        }
    }

    public void BeginList() => _listed = new(StringComparer.Ordinal);

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json)
    {
        var ns = keyOf(head);
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var row = read(document.RootElement);
        _listed?.Add(ns);
        lock (_lock)
        {
            if (_rows.TryGetValue(ns, out var former) && former.Equals(row))
            {
                return;
            }

            _rows[ns] = row;
        }

        changed(ns);
    }

    public void Remove(in ObjectHead head) => Remove(keyOf(head));

    public void EndList()
    {
        foreach (var ns in Namespaces())
        {
            if (_listed?.Contains(ns) == false)
            {
                Remove(ns);
            }
        }

        _listed = null;
    }

    private void Remove(string ns)
    {
        lock (_lock)
        {
            if (!_rows.Remove(ns))
            {
                return;
            }
        }

        changed(ns);
    }
}
