namespace Istio.Collections;

/// <summary>Makes the row of an index key from the rows that have it.</summary>
public delegate TAnswer GroupTransformation<TIndexKey, TRow, TAnswer>(TIndexKey key, ReadOnlySpan<TRow> rows, Read read);

/// <summary>Makes the row of an index key from the rows that have it and from other tables.</summary>
public delegate TAnswer GroupTransformation<TIndexKey, TRow, TTables, TAnswer>(TIndexKey key, ReadOnlySpan<TRow> rows, TTables tables, Read read);
