using System.Text.Json.Nodes;

namespace Istio.Conformance.Families.XdsRecorded;

/// <summary>What istiod sent a proxy of one type.</summary>
internal static class Recording
{
    public static IReadOnlyList<RecordedResource> Read(string file)
    {
        var recording = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        return recording["sameAs"]?.GetValue<string>() is { } other
            ? Read(Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileName(other)))
            : [.. recording["resources"]?.AsArray().Select(resource => ReadResource(resource!.AsObject())) ?? []];
    }

    private static RecordedResource ReadResource(JsonObject resource)
    {
        var message = resource["resource"]!.DeepClone().AsObject();
        message.Remove("@type");
        var aliases = resource["aliases"]?.AsArray().Select(alias => alias!.GetValue<string>()).Order(StringComparer.Ordinal).ToArray();
        return new RecordedResource(resource["name"]!.GetValue<string>(), message, aliases);
    }
}
