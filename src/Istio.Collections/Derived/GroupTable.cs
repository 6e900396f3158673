namespace Istio.Collections.Derived;

/// <summary>One row for each group of an index.</summary>
internal sealed class GroupTable<TIndexKey, TIn, TOut>(
    Index<TIndexKey, TIn> source, string name, GroupTransformation<TIndexKey, TIn, Answer<TOut>> transform, Delegate transformation)
    : SameKeyTable<TIndexKey, TOut>(source, source.Slots, name, "group", transformation)
    where TIndexKey : notnull, IEquatable<TIndexKey>, IComparable<TIndexKey>
    where TIn : class, IEquatable<TIn>
    where TOut : class, IEquatable<TOut>
{
    protected override void MarkSource(Reruns reruns)
    {
        foreach (var slot in source.ChangedSlots)
        {
            reruns.Mark(slot);
        }
    }

    protected override bool SourceHas(int slot) => source.RowsAt(slot).Length > 0;

    protected override Answer<TOut> Transform(int slot, Read read) => transform(Slots.KeyOf(slot), source.RowsAt(slot), read);
}
