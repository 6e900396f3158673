using Istio.Model.Findings;

namespace Istiod.Registry;

/// <summary>Says each finding once, when it appears; counts what had to be refused, and what stands now.</summary>
internal sealed class FindingLog(RegistryMetrics metrics)
{
    /// <param name="locate">Adds the place to a finding that was made without one.</param>
    public void Report(FindingChanges changes, Func<Finding, Finding> locate)
    {
        foreach (var finding in changes.Gone)
        {
            Count(finding, -1);
        }

        foreach (var finding in changes.Appeared)
        {
            Count(finding, 1);
            Write(locate(finding));
        }
    }

    private void Count(Finding finding, int change) =>
        metrics.Findings.With(finding.Severity.ToString().ToLowerInvariant(), finding.Code.Name).Add(change);

    private void Write(Finding finding)
    {
        switch (finding.Severity)
        {
            case Severity.Error:
                var name = finding.Resource is { } key ? $"{key.Namespace}/{key.Name}" : "unknown";
                metrics.Rejected.With(finding.Resource?.Kind.ToString() ?? "unknown", name).Add(1);
                Logs.Files.Error($"{finding}");
                break;
            case Severity.Warning:
                Logs.Files.Warn($"{finding}");
                break;
            default:
                Logs.Files.Debug($"{finding}");
                break;
        }
    }
}
