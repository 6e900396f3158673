using System.Text.Json;
using Istio.Conformance.Report;

namespace Istio.Conformance.Families;

/// <summary>The families that nothing here serves yet, each with the part that is missing.</summary>
internal static class NotServed
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["analyzers"] = "configuration analysis is not built yet",
        ["authz"] = "AuthorizationPolicy for Envoy is not built yet",
        ["bootstrap"] = "the Envoy bootstrap is not built yet",
        ["cni-config"] = "the CNI plugin and its agent are not built yet",
        ["crds"] = "reference data for an API server, which is not read yet",
        ["debug-recorded"] = "the debug pages of sidecars and gateways are not built yet",
        ["gateway-api"] = "the Gateway API is not converted yet",
        ["inject"] = "injection is not built yet",
        ["integration"] = "policies for Envoy are not built yet",
        ["iptables"] = "redirection rules are not built yet",
        ["istioctl"] = "istioctl's commands besides playground are not built yet",
        ["manifests"] = "installation is not built yet",
        ["samples"] = "sample applications on Kubernetes need installation, which is not built yet",
        ["validation"] = "validation of all kinds is not built yet",
        ["xds-benchmark"] = "inputs for measuring Envoy configuration, which is not built yet",
    };

    /// <summary>Those whose cases are in the folder, so that none is passed over in silence.</summary>
    public static IEnumerable<string> NamesIn(string dataFolder) =>
        Reasons.Keys.Where(name => File.Exists(Path.Combine(dataFolder, name, "cases.json"))).Order(StringComparer.Ordinal);

    public static FamilyResult Skip(string name, string dataFolder)
    {
        var reason = Reasons.GetValueOrDefault(name, "there is no such family");
        return new FamilyResult(name, [.. CaseNames(Path.Combine(dataFolder, name, "cases.json")).Select(@case => new CaseResult(@case, CaseOutcome.Skipped, reason))]);
    }

    private static IEnumerable<string> CaseNames(string casesFile)
    {
        if (!File.Exists(casesFile))
        {
            return ["cases.json"];
        }

        using var cases = JsonDocument.Parse(File.ReadAllBytes(casesFile));
        return [.. cases.RootElement.EnumerateArray().Select(@case => @case.GetProperty("name").GetString()!)];
    }
}
