using Istio.Core.Names;
using Istio.Core.Values;

namespace Istio.Model.Workloads;

/// <summary>Where a workload stands. Parts that are not known are empty.</summary>
public sealed record Locality(string Region, string Zone, string Subzone)
{
    /// <summary>Names of the labels before Kubernetes 1.17.</summary>
    private const string LegacyRegion = "failure-domain.beta.kubernetes.io/region";
    private const string LegacyZone = "failure-domain.beta.kubernetes.io/zone";

    public static Locality Unknown { get; } = new("", "", "");

    public bool IsKnown => this != Unknown;

    /// <summary>Reads <c>REGION/ZONE/SUBZONE</c> or a part of it from the left.</summary>
    public static Locality Parse(string text)
    {
        var parts = text.Split('/', 3);
        return new Locality(parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }

    public static Locality OfNode(ValueMap<string, string> labels) =>
        new(First(labels, Labels.Region, LegacyRegion), First(labels, Labels.Zone, LegacyZone), First(labels, Labels.Subzone, Labels.Subzone));

    private static string First(ValueMap<string, string> labels, string name, string otherwise) =>
        labels.TryGetValue(name, out var value) || labels.TryGetValue(otherwise, out value) ? value : "";
}
