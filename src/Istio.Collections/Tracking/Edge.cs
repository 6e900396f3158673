namespace Istio.Collections.Tracking;

/// <summary>
/// What the rows of one derived table have read from one source. An entry is a thing that can be read (a key, or the whole table); it heads
/// the chain of links to the rows that read it.
/// </summary>
internal abstract class Edge(Dependencies owner, GraphNode source, int id)
{
    /// <summary>Head of the chain by entry, as link number plus one: zero is "none".</summary>
    private int[] _heads = [];

    public GraphNode Source => source;

    public int Id => id;

    protected Dependencies Owner => owner;

    public ref int HeadOf(int entry)
    {
        if (entry >= _heads.Length)
        {
            Array.Resize(ref _heads, Math.Max(entry + 1, _heads.Length * 2));
        }

        return ref _heads[entry];
    }

    public void MarkReadersOf(int entry, SlotSet marked) => owner.MarkChain(HeadOf(entry), marked);

    /// <summary>Mark the rows that read something which changed in this commit.</summary>
    public abstract void MarkChanged(SlotSet marked);

    /// <summary>Nobody reads the entry any more.</summary>
    public abstract void Forget(int entry);
}
