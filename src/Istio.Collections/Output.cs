using System.Runtime.InteropServices;

namespace Istio.Collections;

/// <summary>Takes the rows of one run of a one-to-many transformation.</summary>
public sealed class Output<TKey, TRow>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    private readonly List<(TKey Key, TRow Row)> _rows = [];

    internal Output()
    {
    }

    internal bool Keeps { get; private set; }

    internal ReadOnlySpan<(TKey Key, TRow Row)> Rows => CollectionsMarshal.AsSpan(_rows);

    public void Add(TKey key, TRow row) => _rows.Add((key, row));

    /// <summary>The rows of the last good run stay; rows added in this run are dropped.</summary>
    public void Keep() => Keeps = true;

    internal void Clear()
    {
        _rows.Clear();
        Keeps = false;
    }
}
