using System.Text.Json.Nodes;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>What a dump says of workloads, services and policies can be read back as a local configuration: both have the same words.</summary>
internal static class ConfigDumpCheck
{
    public static IEnumerable<string> Differences(string text)
    {
        var dump = JsonNode.Parse(text)!.AsObject();
        var written = new JsonObject
        {
            ["workloads"] = new JsonArray([.. Entries(dump["workloads"]).Select(Workload)]),
            ["services"] = new JsonArray([.. Entries(dump["services"]).Select(Service)]),
            ["policies"] = new JsonArray([.. Entries(dump["policies"]).Select(policy => policy.DeepClone())]),
        };

        // JSON is YAML.
        return LocalConfigurationCheck.Differences(written.ToJsonString(), written);
    }

    /// <summary>Old dumps have them by address, newer ones as a list.</summary>
    private static IEnumerable<JsonObject> Entries(JsonNode? section) => section switch
    {
        JsonObject byName => byName.Select(entry => entry.Value!.AsObject()),
        JsonArray list => list.Select(entry => entry!.AsObject()),
        _ => [],
    };

    private static JsonObject Workload(JsonObject dumped)
    {
        var workload = dumped.DeepClone().AsObject();
        RenamePort(workload["waypoint"]);
        RenamePort(workload["networkGateway"]);
        return workload;
    }

    private static JsonObject Service(JsonObject dumped)
    {
        var service = dumped.DeepClone().AsObject();
        service.Remove("endpoints"); // They follow from the workloads.
        RenamePort(service["waypoint"]);
        return service;
    }

    /// <summary>What old dumps call <c>port</c> has since become <c>hboneMtlsPort</c>.</summary>
    private static void RenamePort(JsonNode? gateway)
    {
        if (gateway is JsonObject address && address.ContainsKey("port"))
        {
            var port = address["port"]!.DeepClone();
            address.Remove("port");
            address["hboneMtlsPort"] = port;
        }
    }
}
