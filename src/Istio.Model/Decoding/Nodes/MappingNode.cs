namespace Istio.Model.Decoding.Nodes;

internal sealed class MappingNode(Mark mark, IReadOnlyList<MappingEntry> entries) : DocumentNode(mark)
{
    private HashSet<string>? _unused;

    /// <summary>In the order written, duplicates included.</summary>
    public IReadOnlyList<MappingEntry> Entries => entries;

    public override string Description => "a mapping";

    /// <summary>Notes a field that the API has and the mesh does not use.</summary>
    public void MarkUnused(string field) => (_unused ??= new(StringComparer.Ordinal)).Add(field);

    public bool IsUnused(string field) => _unused?.Contains(field) ?? false;
}
