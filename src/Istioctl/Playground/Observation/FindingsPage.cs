using System.Text.Json;

namespace Istioctl.Playground.Observation;

/// <summary>istiod's page about the configuration it reads.</summary>
internal static class FindingsPage
{
    public const string Path = "/debug/findingsz";

    private const string Note = "NOTE";

    /// <summary>All findings but notes, behind which nothing is wrong.</summary>
    public static IReadOnlyList<StatusFinding> Parse(string json)
    {
        using var page = JsonDocument.Parse(json);
        return [.. page.RootElement.EnumerateArray().Where(finding => Text(finding, "level") != Note).Select(Parse)];
    }

    private static StatusFinding Parse(JsonElement finding) => new(
        Text(finding, "file"),
        finding.TryGetProperty("line", out var line) ? line.GetInt32() : 0,
        Text(finding, "resource"),
        Text(finding, "path"),
        Text(finding, "message"));

    private static string Text(JsonElement finding, string name) => finding.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
