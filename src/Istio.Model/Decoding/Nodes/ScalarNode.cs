using Istio.Core.Yaml;

namespace Istio.Model.Decoding.Nodes;

/// <summary>A scalar and its type as Kubernetes reads it.</summary>
internal sealed class ScalarNode(Mark mark, string text, ScalarType type) : DocumentNode(mark)
{
    public string Text => text;

    public ScalarType Type => type;

    public override string Description => type switch
    {
        ScalarType.Null => "nothing",
        ScalarType.Boolean => $"the boolean {text}",
        ScalarType.Integer or ScalarType.Number => $"the number {text}",
        ScalarType.Tagged => $"\"{text}\" with a tag that is not read",
        _ => $"the string \"{text}\"",
    };

    /// <summary>Why the scalar may not be a field name without quotes; null when it may.</summary>
    public string? KeyProblem => type == ScalarType.String || (type == ScalarType.Integer && IsCanonical)
        ? null
        : $"{Description} is no field name; {(type == ScalarType.Tagged ? "leave the tag out" : "write it in quotes")}";

    private bool IsCanonical => PlainScalar.TryInteger(text, out var value) && value.ToString() == text;
}
