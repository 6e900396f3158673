using Istio.Collections.Derived;

namespace Istio.Collections;

/// <content>
/// The derived tables. A transformation is a static function of its row, of the tables it may read (handed to it in one record of the caller's
/// making, since a static function captures nothing) and of the <see cref="Read"/> handle that remembers what it read. It must answer the same
/// when it is asked again.
/// </content>
public abstract partial class Table<TKey, TRow>
{
    /// <summary>At most one row for each row, under the same key.</summary>
    public Table<TKey, TOut> Map<TOut>(string name, Func<TRow, Read, TOut?> transformation)
        where TOut : class, IEquatable<TOut> =>
        new MapTable<TKey, TRow, TOut>(this, name, (row, read) => transformation(row, read), transformation);

    /// <inheritdoc cref="Map{TOut}(string, Func{TRow, Read, TOut})"/>
    public Table<TKey, TOut> Map<TTables, TOut>(string name, TTables tables, Func<TRow, TTables, Read, TOut?> transformation)
        where TOut : class, IEquatable<TOut> =>
        new MapTable<TKey, TRow, TOut>(this, name, (row, read) => transformation(row, tables, read), transformation);

    /// <summary>At most one row for each row, under the same key; the transformation may answer <see cref="Row.Keep"/>.</summary>
    public Table<TKey, TOut> Map<TOut>(string name, Func<TRow, Read, Answer<TOut>> transformation)
        where TOut : class, IEquatable<TOut> =>
        new MapTable<TKey, TRow, TOut>(this, name, transformation, transformation);

    /// <inheritdoc cref="Map{TOut}(string, Func{TRow, Read, Answer{TOut}})"/>
    public Table<TKey, TOut> Map<TTables, TOut>(string name, TTables tables, Func<TRow, TTables, Read, Answer<TOut>> transformation)
        where TOut : class, IEquatable<TOut> =>
        new MapTable<TKey, TRow, TOut>(this, name, (row, read) => transformation(row, tables, read), transformation);

    /// <summary>
    /// Any number of rows for each row, under keys of their own. An output key belongs to one input; see <see cref="GraphProblemKind.Collision"/>.
    /// </summary>
    public Table<TOutKey, TOut> MapMany<TOutKey, TOut>(string name, Action<TRow, Read, Output<TOutKey, TOut>> transformation)
        where TOutKey : notnull, IEquatable<TOutKey>, IComparable<TOutKey>
        where TOut : class, IEquatable<TOut> =>
        new MapManyTable<TKey, TRow, TOutKey, TOut>(this, name, transformation, transformation);

    /// <inheritdoc cref="MapMany{TOutKey, TOut}(string, Action{TRow, Read, Output{TOutKey, TOut}})"/>
    public Table<TOutKey, TOut> MapMany<TTables, TOutKey, TOut>(
        string name, TTables tables, Action<TRow, TTables, Read, Output<TOutKey, TOut>> transformation)
        where TOutKey : notnull, IEquatable<TOutKey>, IComparable<TOutKey>
        where TOut : class, IEquatable<TOut> =>
        new MapManyTable<TKey, TRow, TOutKey, TOut>(this, name, (row, read, output) => transformation(row, tables, read, output), transformation);

    /// <summary>This table as a part of a join.</summary>
    public JoinPart<TKey, TRow> AsPart() => new TablePart<TKey, TRow>(this);

    /// <summary>This table as a part of a join with other keys: without a table in between, and without a copy of its rows.</summary>
    /// <param name="outerKey">Answers always the same, and for each key another.</param>
    /// <param name="innerKey">The inverse of <paramref name="outerKey"/>.</param>
    public JoinPart<TOutKey, TRow> Under<TOutKey>(Func<TKey, TOutKey> outerKey, InnerKey<TOutKey, TKey> innerKey)
        where TOutKey : notnull, IEquatable<TOutKey>, IComparable<TOutKey> =>
        new RekeyedPart<TKey, TOutKey, TRow>(this, outerKey, innerKey);

    /// <summary>Rows by a property of theirs; each row is in one group.</summary>
    public Index<TIndexKey, TRow> IndexBy<TIndexKey>(string name, Func<TRow, TIndexKey> keyOf)
        where TIndexKey : notnull, IEquatable<TIndexKey> =>
        new RowIndex<TIndexKey, TKey, TRow>(this, name, (row, keys) => keys.Add(keyOf(row)), keyOf);

    /// <summary>Rows by a property of theirs that may have none or several values.</summary>
    public Index<TIndexKey, TRow> IndexBy<TIndexKey>(string name, Action<TRow, IndexKeys<TIndexKey>> keysOf)
        where TIndexKey : notnull, IEquatable<TIndexKey> =>
        new RowIndex<TIndexKey, TKey, TRow>(this, name, keysOf, keysOf);
}
