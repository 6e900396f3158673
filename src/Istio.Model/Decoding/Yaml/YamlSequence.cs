namespace Istio.Model.Decoding.Yaml;

internal sealed class YamlSequence(Mark mark, IReadOnlyList<YamlValue> items) : YamlValue(mark)
{
    public IReadOnlyList<YamlValue> Items => items;

    public override string Description => "a list";
}
