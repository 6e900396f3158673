using System.Text.Json.Nodes;

namespace Istio.Conformance.Comparing;

/// <summary>Where two JSON values differ, one line for each place.</summary>
internal static class JsonComparison
{
    public static IEnumerable<string> Differences(string path, JsonNode? expected, JsonNode? actual)
    {
        switch (expected, actual)
        {
            case (JsonObject left, JsonObject right):
                return left.Select(field => field.Key).Union(right.Select(field => field.Key))
                    .SelectMany(name => Differences($"{path}.{name}", left[name], right[name]));
            case (JsonArray left, JsonArray right) when left.Count == right.Count:
                return Enumerable.Range(0, left.Count).SelectMany(i => Differences($"{path}[{i}]", left[i], right[i]));
            default:
                return JsonNode.DeepEquals(expected, actual) ? [] : [$"{path}: expected {Text(expected)}, got {Text(actual)}"];
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
