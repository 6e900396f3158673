using System.Diagnostics.CodeAnalysis;

namespace Istio.Core.Values;

/// <summary>Makes <see cref="ValueMap{TKey, TValue}"/>.</summary>
public static class ValueMap
{
    /// <exception cref="ArgumentException">A key appears twice.</exception>
    public static ValueMap<TKey, TValue> Create<TKey, TValue>(params ReadOnlySpan<KeyValuePair<TKey, TValue>> entries)
        where TKey : notnull
    {
        if (entries.IsEmpty)
        {
            return ValueMap<TKey, TValue>.Empty;
        }

        var copy = new Dictionary<TKey, TValue>(entries.Length);
        foreach (var entry in entries)
        {
            copy.Add(entry.Key, entry.Value);
        }

        return new ValueMap<TKey, TValue>(copy);
    }

    /// <returns>False when a key appears twice.</returns>
    public static bool TryCreate<TKey, TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> entries, [NotNullWhen(true)] out ValueMap<TKey, TValue>? map)
        where TKey : notnull
    {
        var copy = new Dictionary<TKey, TValue>(entries.Length);
        map = null;
        foreach (var entry in entries)
        {
            if (!copy.TryAdd(entry.Key, entry.Value))
            {
                return false;
            }
        }

        map = copy.Count == 0 ? ValueMap<TKey, TValue>.Empty : new ValueMap<TKey, TValue>(copy);
        return true;
    }

    /// <exception cref="ArgumentException">A key appears twice.</exception>
    public static ValueMap<TKey, TValue> ToValueMap<TKey, TValue>(this IEnumerable<KeyValuePair<TKey, TValue>> entries)
        where TKey : notnull
    {
        var copy = new Dictionary<TKey, TValue>(entries);
        return copy.Count == 0 ? ValueMap<TKey, TValue>.Empty : new ValueMap<TKey, TValue>(copy);
    }
}
