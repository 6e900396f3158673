namespace Istio.Collections.Tracking;

/// <summary>Reads of the whole table: any change concerns every reader.</summary>
internal sealed class ScanEdge(Dependencies owner, GraphNode source, int id) : Edge(owner, source, pins: null, id)
{
    public const int Whole = 0;

    public override void MarkChanged(SlotSet marked) => MarkReadersOf(Whole, marked);
}
