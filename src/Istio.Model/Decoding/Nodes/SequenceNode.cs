namespace Istio.Model.Decoding.Nodes;

internal sealed class SequenceNode(Mark mark, IReadOnlyList<DocumentNode> items) : DocumentNode(mark)
{
    public IReadOnlyList<DocumentNode> Items => items;

    public override string Description => "a list";
}
