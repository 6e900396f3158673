using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>
/// How a transformation reads other tables. What is read here is recorded for the row that is being made, and only a change of what was read makes it
/// again. A handle is good for the one call it is given to.
/// </summary>
public sealed class Read
{
    private readonly Dependencies _dependencies;
    private bool _open;

    internal Read(Dependencies dependencies) => _dependencies = dependencies;

    /// <summary>The row of a key, or null; the answer "null" is recorded too.</summary>
    public TRow? Get<TKey, TRow>(Table<TKey, TRow> table, TKey key)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow>
    {
        Ensure();
        return table.RowAt(_dependencies.Fetched(table, table.Slots, key));
    }

    /// <summary>The only row of a table that has at most one.</summary>
    public TRow? Get<TRow>(Table<Only, TRow> table)
        where TRow : class, IEquatable<TRow> => Get(table, Only.Key);

    /// <summary>The rows of an index group, in the order of their table's keys; empty when there is none.</summary>
    public ReadOnlySpan<TRow> Where<TIndexKey, TRow>(Index<TIndexKey, TRow> index, TIndexKey key)
        where TIndexKey : notnull, IEquatable<TIndexKey>
        where TRow : class, IEquatable<TRow>
    {
        Ensure();
        return index.RowsAt(_dependencies.Fetched(index, index.Slots, key));
    }

    /// <summary>All rows in key order. Any change of the table makes the reading row again: for small tables.</summary>
    public ReadOnlySpan<TRow> All<TKey, TRow>(Table<TKey, TRow> table)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow>
    {
        Ensure();
        _dependencies.FetchedAll(table);
        return table.All();
    }

    internal void Open() => _open = true;

    internal void Close() => _open = false;

    private void Ensure()
    {
        if (!_open)
        {
            throw new InvalidOperationException("A Read handle was used after the transformation it was given to had returned.");
        }
    }
}
