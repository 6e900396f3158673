namespace Istio.Model.Decoding.Yaml;

internal sealed class YamlMapping(Mark mark, IReadOnlyList<YamlEntry> entries) : YamlValue(mark)
{
    private HashSet<string>? _unused;

    /// <summary>In the order written, duplicates included.</summary>
    public IReadOnlyList<YamlEntry> Entries => entries;

    public override string Description => "a mapping";

    /// <summary>Notes a field that the API has and the mesh does not use.</summary>
    public void MarkUnused(string field) => (_unused ??= new(StringComparer.Ordinal)).Add(field);

    public bool IsUnused(string field) => _unused?.Contains(field) ?? false;
}
