using System.Text.Json;

namespace Istio.Conformance.Report;

internal static class JsonReport
{
    public static void Write(IEnumerable<FamilyResult> families, string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using var stream = file == "-" ? Console.OpenStandardOutput() : File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("families");
        foreach (var family in families)
        {
            Write(json, family);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FamilyResult family)
    {
        json.WriteStartObject();
        json.WriteString("family", family.Name);
        json.WriteNumber("passed", family.Passed);
        json.WriteNumber("failed", family.Failed);
        json.WriteNumber("skipped", family.Skipped);
        json.WriteStartArray("cases");
        foreach (var result in family.Cases)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("outcome", result.Outcome switch
            {
                CaseOutcome.Passed => "passed",
                CaseOutcome.Failed => "failed",
                _ => "skipped",
            });
            if (result.Detail.Length > 0)
            {
                json.WriteString("detail", result.Detail);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
