namespace Istio.Collections.Tracking;

/// <summary>
/// What the rows of one derived table have read from one source, by slot of the source: each slot heads the chain of links to the rows that
/// have read its key. Keys without a row are recorded like others: the row may come.
/// </summary>
internal class Edge(Dependencies owner, GraphNode source, SlotPins? pins, int id)
{
    /// <summary>Head of the chain by slot; zero is "none".</summary>
    private int[] _heads = [];

    public GraphNode Source => source;

    public int Id => id;

    public int HeadOf(int entry) => entry < _heads.Length ? _heads[entry] : 0;

    public void SetHead(int entry, int link)
    {
        if (entry >= _heads.Length)
        {
            Array.Resize(ref _heads, Math.Max(entry + 1, _heads.Length * 2));
        }

        ref var head = ref _heads[entry];
        if (pins is not null && (head == 0) != (link == 0))
        {
            if (head == 0)
            {
                pins.Pin(entry);
            }
            else
            {
                pins.Unpin(entry);
            }
        }

        head = link;
    }

    public void MarkReadersOf(int entry, SlotSet marked) => owner.MarkChain(HeadOf(entry), marked);

    /// <summary>Mark the rows that read something which changed in this commit.</summary>
    public virtual void MarkChanged(SlotSet marked) => source.MarkReaders(this, marked);
}
