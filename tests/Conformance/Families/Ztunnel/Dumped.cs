using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>One thing as <c>/config_dump</c> writes it.</summary>
internal static class Dumped
{
    public static JsonNode Of<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json, value);
        }

        return JsonNode.Parse(buffer.WrittenSpan)!;
    }

    /// <summary>What was written and the dump does not say. A dump leaves out what is empty.</summary>
    public static IEnumerable<string> Missing(string path, JsonNode? written, JsonNode? dumped)
    {
        switch (written, dumped)
        {
            case (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }, null):
                return [];
            case (JsonValue value, null) when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0:
                return [];
            case (JsonObject left, JsonObject right):
                return left.SelectMany(field => Missing($"{path}.{field.Key}", field.Value, right[field.Key]));
            case (JsonArray left, JsonArray right) when left.Count == right.Count:
                return Enumerable.Range(0, left.Count).SelectMany(i => Missing($"{path}[{i}]", left[i], right[i]));
            default:
                return JsonNode.DeepEquals(written, dumped) ? [] : [$"{path}: {written?.ToJsonString()} in the file, {dumped?.ToJsonString() ?? "nothing"} in the dump"];
        }
    }
}
