using Istio.Core.Names;
using Istio.Core.Values;

namespace Istio.Model.Workloads;

/// <summary>The service and version that a workload counts as in telemetry.</summary>
public sealed record CanonicalName(string Name, string Revision)
{
    private const string LatestRevision = "latest";

    public static CanonicalName None { get; } = new("", "");

    public static CanonicalName Of(ValueMap<string, string> labels, string workloadName) => new(
        First(labels, workloadName, Labels.CanonicalName, Labels.AppName, Labels.App),
        First(labels, LatestRevision, Labels.CanonicalRevision, Labels.AppVersion, Labels.Version));

    private static string First(ValueMap<string, string> labels, string otherwise, string first, string second, string third) =>
        labels.TryGetValue(first, out var value) || labels.TryGetValue(second, out value) || labels.TryGetValue(third, out value) ? value : otherwise;
}
