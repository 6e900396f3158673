using Istio.Core.Yaml;

namespace Ztunnel.Yaml;

/// <param name="Type">As Kubernetes reads it; whatever stands in quotes is a string.</param>
internal sealed record ScalarNode(int Line, string Text, ScalarType Type) : YamlNode(Line)
{
    public bool IsNull => Type == ScalarType.Null;

    /// <summary>What a person would call it, for messages.</summary>
    public string Description => Type switch
    {
        ScalarType.String => $"the string \"{Text}\"",
        ScalarType.Null => "nothing",
        ScalarType.Boolean => $"the boolean {Text}; write it in quotes if a string is meant",
        _ => $"the number {Text}; write it in quotes if a string is meant",
    };
}
