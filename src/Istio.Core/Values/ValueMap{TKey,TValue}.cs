using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Istio.Core.Values;

/// <summary>An immutable map that compares by its entries, in whatever order they were written.</summary>
public sealed class ValueMap<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>, IEquatable<ValueMap<TKey, TValue>>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _entries;

    internal ValueMap(Dictionary<TKey, TValue> entries) => _entries = entries;

    public static ValueMap<TKey, TValue> Empty { get; } = new([]);

    public int Count => _entries.Count;

    public bool IsEmpty => _entries.Count == 0;

    public Dictionary<TKey, TValue>.KeyCollection Keys => _entries.Keys;

    public Dictionary<TKey, TValue>.ValueCollection Values => _entries.Values;

    IEnumerable<TKey> IReadOnlyDictionary<TKey, TValue>.Keys => _entries.Keys;

    IEnumerable<TValue> IReadOnlyDictionary<TKey, TValue>.Values => _entries.Values;

    public TValue this[TKey key] => _entries[key];

    public bool ContainsKey(TKey key) => _entries.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _entries.TryGetValue(key, out value);

    public bool Equals(ValueMap<TKey, TValue>? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || other.Count != Count)
        {
            return false;
        }

        foreach (var (key, value) in _entries)
        {
            if (!other._entries.TryGetValue(key, out var theirs) || !EqualityComparer<TValue>.Default.Equals(value, theirs))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ValueMap<TKey, TValue>);

    public override int GetHashCode()
    {
        // Addition, so that the order of entries does not count.
        var sum = _entries.Count;
        foreach (var (key, value) in _entries)
        {
            sum += HashCode.Combine(key, value);
        }

        return sum;
    }

    public Dictionary<TKey, TValue>.Enumerator GetEnumerator() => _entries.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", _entries.Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
}
