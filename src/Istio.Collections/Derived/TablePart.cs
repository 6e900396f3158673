namespace Istio.Collections.Derived;

/// <summary>A table whose keys are those of the join.</summary>
internal sealed class TablePart<TKey, TRow>(Table<TKey, TRow> table) : JoinPart<TKey, TRow>(table)
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    internal override void Touch(JoinTable<TKey, TRow> join)
    {
        foreach (ref readonly var change in table.Changes)
        {
            join.Touch(change.Key);
        }
    }

    internal override TRow? Find(TKey key) => table.Find(key);
}
