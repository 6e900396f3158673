namespace Istio.Model.Decoding.Yaml;

internal readonly record struct YamlEntry(string Key, Mark KeyMark, YamlValue Value);
