using System.Text.Json.Nodes;
using Istio.Testing;

namespace Istio.Translation.Tests.Ambient;

/// <summary>A recorded stream of a ztunnel that has subscribed to everything: what was changed in the cluster, and what was sent then.</summary>
internal static class Transcript
{
    /// <param name="Step">Name of the change in <c>steps.yaml</c>, or the deletion that it is.</param>
    /// <param name="Event">For instance <c>delete Pod shop/fresh-1</c>.</param>
    /// <param name="Sent">Resource names of all types; a removed one begins with <c>-</c>.</param>
    internal sealed record Change(string Step, string Event, SortedSet<string> Sent);

    public static string InputFolder => RepositoryPaths.RequireConformance("xds-recorded", "transcripts", "inputs", "tr-ambient");

    public static IReadOnlyList<Change> Read()
    {
        var changes = new List<Change>();
        var step = "";
        foreach (var line in File.ReadLines(RepositoryPaths.RequireConformance("xds-recorded", "transcripts", "ztunnel-wildcard.jsonl")))
        {
            var entry = JsonNode.Parse(line)!.AsObject();
            if (entry["note"] is { } note)
            {
                step = note.GetValue<string>()["step ".Length..];
            }
            else if (entry["event"] is { } change)
            {
                changes.Add(new Change(step, change.GetValue<string>(), new SortedSet<string>(StringComparer.Ordinal)));
            }
            else if (entry["response"] is { } response && changes.Count > 0)
            {
                changes[^1].Sent.UnionWith(Names(response["resources"]));
                changes[^1].Sent.UnionWith(Names(response["removed"]).Select(name => $"-{name}"));
            }
        }

        return changes;
    }

    /// <summary>The documents of <c>steps.yaml</c> by the name in their first line.</summary>
    public static IReadOnlyDictionary<string, string> Steps() => File.ReadAllText(Path.Combine(InputFolder, "steps.yaml"))
        .Split("\n---\n")
        .ToDictionary(document => document[..document.IndexOf('\n', StringComparison.Ordinal)].Replace("# step: ", "", StringComparison.Ordinal).Trim());

    private static IEnumerable<string> Names(JsonNode? list) => list?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
}
