using System.Runtime.InteropServices;

namespace Istio.Collections;

/// <summary>Collects the index keys of one row.</summary>
public sealed class IndexKeys<TIndexKey>
    where TIndexKey : notnull, IEquatable<TIndexKey>
{
    private readonly List<TIndexKey> _keys = [];

    internal IndexKeys()
    {
    }

    internal ReadOnlySpan<TIndexKey> Keys => CollectionsMarshal.AsSpan(_keys);

    /// <summary>Adding a key twice is adding it once.</summary>
    public void Add(TIndexKey key)
    {
        if (!_keys.Contains(key))
        {
            _keys.Add(key);
        }
    }

    internal void Clear() => _keys.Clear();

    internal bool Contains(TIndexKey key) => _keys.Contains(key);
}
