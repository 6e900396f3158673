namespace Istio.Kubernetes.Readers;

/// <summary>Makes equal values of many objects one, as <see cref="TextPool"/> does for strings.</summary>
/// <typeparam name="T">Immutable.</typeparam>
internal sealed class SharedValues<T>
    where T : class, IEquatable<T>
{
    /// <summary>Two places for each hash. A power of two.</summary>
    private const int Places = 1 << 13;

    private readonly T?[] _places = new T?[Places];

    /// <summary>An equal value met before, or this one.</summary>
    public T Share(T value)
    {
        var place = value.GetHashCode() & (Places - 1);
        var first = _places[place];
        if (first is not null && first.Equals(value))
        {
            return first;
        }

        var second = _places[place ^ 1];
        if (second is not null && second.Equals(value))
        {
            return second;
        }

        _places[place ^ 1] = first;
        _places[place] = value;
        return value;
    }
}
