using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Writers;

namespace Istio.Kubernetes.Tests;

/// <summary>Objects of tests as JSON, and what is read from them.</summary>
internal static class ObjectText
{
    /// <param name="more">Further members of the object, for instance <c>"data": {}</c>.</param>
    public static byte[] ConfigMap(WriteTarget target, string more, string moreMetadata = "") => Encoding.UTF8.GetBytes(
        $$"""
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "{{target.Namespace}}", "name": "{{target.Name}}"{{moreMetadata}}}, {{more}} }
        """);

    public static string Namespace(string name) => $$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{name}}"} }""";

    /// <param name="path">Names of members, from the outside in.</param>
    /// <returns>Text of a string, JSON of anything else; null when it is not there.</returns>
    public static string? Read(ReadOnlyMemory<byte> json, params string[] path)
    {
        using var document = JsonDocument.Parse(json);
        var element = document.RootElement;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }
}
