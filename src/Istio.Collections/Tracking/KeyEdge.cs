namespace Istio.Collections.Tracking;

/// <summary>Reads by key. Keys that have no row are remembered like others: the row may come.</summary>
internal sealed class KeyEdge<TKey>(Dependencies owner, GraphNode source, int id) : Edge(owner, source, id)
    where TKey : notnull, IEquatable<TKey>
{
    private readonly KeySlots<TKey> _entries = new();

    public int EntryOf(TKey key) => _entries.FindOrAdd(key);

    public void MarkReadersOf(TKey key, SlotSet marked)
    {
        if (_entries.TryFind(key, out int entry))
        {
            MarkReadersOf(entry, marked);
        }
    }

    public override void MarkChanged(SlotSet marked)
    {
        if (_entries.Count > 0)
        {
            ((IReadable<TKey>)Source).MarkReaders(this, marked);
        }
    }

    public override void Forget(int entry) => _entries.Remove(entry);
}
