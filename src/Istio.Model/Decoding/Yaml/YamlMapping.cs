namespace Istio.Model.Decoding.Yaml;

internal sealed class YamlMapping(Mark mark, IReadOnlyList<YamlEntry> entries) : YamlValue(mark)
{
    /// <summary>In the order written, duplicates included.</summary>
    public IReadOnlyList<YamlEntry> Entries => entries;

    public override string Description => "a mapping";
}
