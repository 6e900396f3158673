using Istio.Collections.Derived;

namespace Istio.Collections;

/// <summary>Tables of one row for each group of an index. Index keys need no order; keys of tables do.</summary>
public static class GroupExtensions
{
    /// <summary>At most one row for each group, under the index key, made of the group's rows in the order of their table's keys.</summary>
    public static Table<TIndexKey, TOut> Map<TIndexKey, TRow, TOut>(
        this Index<TIndexKey, TRow> index, string name, GroupTransformation<TIndexKey, TRow, TOut?> transformation)
        where TIndexKey : notnull, IEquatable<TIndexKey>, IComparable<TIndexKey>
        where TRow : class, IEquatable<TRow>
        where TOut : class, IEquatable<TOut> =>
        new GroupTable<TIndexKey, TRow, TOut>(index, name, (key, rows, read) => transformation(key, rows, read), transformation);

    /// <inheritdoc cref="Map{TIndexKey, TRow, TOut}(Index{TIndexKey, TRow}, string, GroupTransformation{TIndexKey, TRow, TOut})"/>
    public static Table<TIndexKey, TOut> Map<TIndexKey, TRow, TTables, TOut>(
        this Index<TIndexKey, TRow> index, string name, TTables tables, GroupTransformation<TIndexKey, TRow, TTables, TOut?> transformation)
        where TIndexKey : notnull, IEquatable<TIndexKey>, IComparable<TIndexKey>
        where TRow : class, IEquatable<TRow>
        where TOut : class, IEquatable<TOut> =>
        new GroupTable<TIndexKey, TRow, TOut>(index, name, (key, rows, read) => transformation(key, rows, tables, read), transformation);

    /// <summary>At most one row for each group, under the index key; the transformation may answer <see cref="Row.Keep"/>.</summary>
    public static Table<TIndexKey, TOut> Map<TIndexKey, TRow, TOut>(
        this Index<TIndexKey, TRow> index, string name, GroupTransformation<TIndexKey, TRow, Answer<TOut>> transformation)
        where TIndexKey : notnull, IEquatable<TIndexKey>, IComparable<TIndexKey>
        where TRow : class, IEquatable<TRow>
        where TOut : class, IEquatable<TOut> =>
        new GroupTable<TIndexKey, TRow, TOut>(index, name, transformation, transformation);

    /// <inheritdoc cref="Map{TIndexKey, TRow, TOut}(Index{TIndexKey, TRow}, string, GroupTransformation{TIndexKey, TRow, Answer{TOut}})"/>
    public static Table<TIndexKey, TOut> Map<TIndexKey, TRow, TTables, TOut>(
        this Index<TIndexKey, TRow> index, string name, TTables tables, GroupTransformation<TIndexKey, TRow, TTables, Answer<TOut>> transformation)
        where TIndexKey : notnull, IEquatable<TIndexKey>, IComparable<TIndexKey>
        where TRow : class, IEquatable<TRow>
        where TOut : class, IEquatable<TOut> =>
        new GroupTable<TIndexKey, TRow, TOut>(index, name, (key, rows, read) => transformation(key, rows, tables, read), transformation);
}
