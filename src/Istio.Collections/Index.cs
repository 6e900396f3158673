using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>The rows of a table in groups by index key. Groups come and go with their rows.</summary>
public abstract class Index<TIndexKey, TRow> : GraphNode
    where TIndexKey : notnull, IEquatable<TIndexKey>
    where TRow : class, IEquatable<TRow>
{
    private protected Index(Graph graph, string name)
        : base(graph, name, "index")
    {
    }

    public override Type KeyType => typeof(TIndexKey);

    public override Type RowType => typeof(TRow);

    internal override bool HasRows => false;

    internal KeySlots<TIndexKey> Slots { get; } = new();

    internal abstract ReadOnlySpan<int> ChangedSlots { get; }

    /// <summary>The rows of a group in the order of the table's keys; the span is good until the next commit.</summary>
    public ReadOnlySpan<TRow> Find(TIndexKey key) => Slots.TryFind(key, out var slot) ? RowsAt(slot) : [];

    internal override void MarkReaders(Edge edge, SlotSet marked)
    {
        foreach (var slot in ChangedSlots)
        {
            edge.MarkReadersOf(slot, marked);
        }
    }

    internal abstract ReadOnlySpan<TRow> RowsAt(int slot);
}
