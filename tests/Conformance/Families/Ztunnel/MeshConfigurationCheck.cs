using System.Text.Json.Nodes;
using Ztunnel.Settings;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>The ports and metadata of a mesh file become ztunnel's settings.</summary>
internal static class MeshConfigurationCheck
{
    public static IEnumerable<string> Differences(string text, JsonObject written)
    {
        var settings = new SettingsReader(
            new Dictionary<string, string> { ["PROXY_MODE"] = "standalone", ["NODE_NAME"] = "node" },
            path => path.EndsWith("/mesh", StringComparison.Ordinal) ? text : null).Read();
        var defaults = written["defaultConfig"]!.AsObject();
        return
        [
            .. Compare("proxyAdminPort", defaults["proxyAdminPort"], settings.Admin.Port),
            .. Compare("statsPort", defaults["statsPort"], settings.Stats.Port),
            .. CompareMetadata(defaults["proxyMetadata"]?.AsObject() ?? [], settings),
        ];
    }

    private static IEnumerable<string> Compare(string name, JsonNode? expected, int actual) =>
        expected is null || expected.GetValue<long>() == actual ? [] : [$"{name}: expected {expected}, got {actual}"];

    private static IEnumerable<string> CompareMetadata(JsonObject expected, ZtunnelSettings settings)
    {
        foreach (var (variable, value) in expected)
        {
            const string Prefix = "ISTIO_META_";
            var name = variable.StartsWith(Prefix, StringComparison.Ordinal) ? variable[Prefix.Length..] : variable;
            if (settings.Metadata.GetValueOrDefault(name) is var actual && actual != value!.GetValue<string>())
            {
                yield return $"proxyMetadata.{variable}: expected {value}, got {actual ?? "nothing"}";
            }
        }
    }
}
