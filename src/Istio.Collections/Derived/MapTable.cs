namespace Istio.Collections.Derived;

internal sealed class MapTable<TKey, TIn, TOut>(
    Table<TKey, TIn> source, string name, Func<TIn, Read, Answer<TOut>> transform, Delegate transformation)
    : SameKeyTable<TKey, TOut>(source, source.Slots, name, "map", transformation)
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TIn : class, IEquatable<TIn>
    where TOut : class, IEquatable<TOut>
{
    protected override void MarkSource(Reruns reruns)
    {
        foreach (ref readonly var change in source.Changes)
        {
            reruns.Mark(change.Slot);
        }
    }

    protected override bool SourceHas(int slot) => source.RowAt(slot) is not null;

    protected override Answer<TOut> Transform(int slot, Read read) => transform(source.RowAt(slot)!, read);
}
