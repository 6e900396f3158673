namespace Istio.Model.Decoding.Yaml;

/// <param name="KeyProblem">Why the key is not read as it is written; null when it is.</param>
internal readonly record struct YamlEntry(string Key, Mark KeyMark, YamlValue Value, string? KeyProblem = null);
