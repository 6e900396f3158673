namespace Istio.Collections.Derived;

/// <summary>A table whose rows have other keys in the join.</summary>
internal sealed class RekeyedPart<TKey, TOutKey, TRow>(Table<TKey, TRow> table, Func<TKey, TOutKey> outerKey, InnerKey<TOutKey, TKey> innerKey)
    : JoinPart<TOutKey, TRow>(table)
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TOutKey : notnull, IEquatable<TOutKey>, IComparable<TOutKey>
    where TRow : class, IEquatable<TRow>
{
    internal override void Touch(JoinTable<TOutKey, TRow> join)
    {
        foreach (ref readonly var change in table.Changes)
        {
            join.Touch(outerKey(change.Key));
        }
    }

    internal override TRow? Find(TOutKey key) => innerKey(key, out var inner) ? table.Find(inner) : null;
}
