namespace Istio.Model.Decoding.Nodes;

/// <param name="KeyProblem">Why the key is not read as it is written; null when it is.</param>
internal readonly record struct MappingEntry(string Key, Mark KeyMark, DocumentNode Value, string? KeyProblem = null);
