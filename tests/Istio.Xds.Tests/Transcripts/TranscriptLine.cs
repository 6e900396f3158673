using System.Text.Json;

namespace Istio.Xds.Tests.Transcripts;

/// <summary>One line of a recorded stream: a request, a response, or a remark about what happened.</summary>
internal sealed record TranscriptLine(
    string Kind, string Text, string TypeUrl, string Nonce, IReadOnlyList<string> Subscribe, IReadOnlyList<string> Unsubscribe, IReadOnlyList<string> Brought,
    IReadOnlyList<string> Resources, IReadOnlyDictionary<string, string> Aliases, IReadOnlyList<string> Removed, bool IsRejection)
{
    public static IReadOnlyList<TranscriptLine> Read(string file) => [.. File.ReadLines(file).Where(line => line.Length > 0).Select(Parse)];

    /// <summary>State of the world responses show only the type of resources that do not carry their name.</summary>
    public static bool IsUnnamed(string name) => name.StartsWith("(type.", StringComparison.Ordinal);

    private static TranscriptLine Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        foreach (var kind in (string[])["request", "response"])
        {
            if (root.TryGetProperty(kind, out var message))
            {
                return ParseMessage(kind, message);
            }
        }

        var first = root.TryGetProperty("connect", out var connect) ? ("connect", connect) : root.EnumerateObject().Select(p => (p.Name, p.Value)).First();
        return new(first.Item1, first.Item2.ToString(), "", "", [], [], [], [], new Dictionary<string, string>(), [], false);
    }

    private static TranscriptLine ParseMessage(string kind, JsonElement message)
    {
        var aliases = new Dictionary<string, string>();
        var resources = new List<string>();
        if (message.TryGetProperty("resources", out var list))
        {
            foreach (var item in list.EnumerateArray())
            {
                var name = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetProperty("name").GetString()!;
                resources.Add(name);
                if (item.ValueKind == JsonValueKind.Object)
                {
                    aliases[name] = item.GetProperty("aliases")[0].GetString()!;
                }
            }
        }

        return new(
            kind,
            "",
            Value(message, "typeUrl"),
            kind == "request" ? Value(message, "responseNonce") : Value(message, "nonce"),
            [.. Names(message, "subscribe"), .. Names(message, "names"), .. Names(message, "resourceNames")],
            Names(message, "unsubscribe"),
            Names(message, "initialResourceVersions"),
            resources,
            aliases,
            Names(message, "removed"),
            message.TryGetProperty("errorDetail", out _));
    }

    private static string Value(JsonElement message, string key) => message.TryGetProperty(key, out var value) ? value.GetString()! : "";

    private static List<string> Names(JsonElement message, string key) =>
        message.TryGetProperty(key, out var value) ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : [];
}
