namespace Istio.Core.Values;

/// <summary>Makes <see cref="ValueList{T}"/>.</summary>
public static class ValueList
{
    public static ValueList<T> Create<T>(params ReadOnlySpan<T> items) => items.IsEmpty ? ValueList<T>.Empty : new ValueList<T>(items.ToArray());

    public static ValueList<T> From<T>(IEnumerable<T> items)
    {
        T[] copy = [.. items];
        return copy.Length == 0 ? ValueList<T>.Empty : new ValueList<T>(copy);
    }

    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => From(items);
}
