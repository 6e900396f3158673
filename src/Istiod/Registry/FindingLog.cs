using Istio.Core.Logging;
using Istio.Model.Findings;

namespace Istiod.Registry;

/// <summary>Says each finding once, when it appears, and counts what had to be refused.</summary>
internal sealed class FindingLog(RegistryMetrics metrics)
{
    private static readonly LogScope Log = LogScope.Get("file", "configuration files");

    private HashSet<Finding> _known = [];

    public void Report(IReadOnlyList<Finding> findings)
    {
        HashSet<Finding> current = [.. findings];
        foreach (var finding in current)
        {
            if (!_known.Contains(finding))
            {
                Write(finding);
            }
        }

        _known = current;
    }

    private void Write(Finding finding)
    {
        switch (finding.Severity)
        {
            case Severity.Error:
                var name = finding.Resource is { } key ? $"{key.Namespace}/{key.Name}" : "unknown";
                metrics.Rejected.With(finding.Resource?.Kind.ToString() ?? "unknown", name).Add(1);
                Log.Error($"{finding}");
                break;
            case Severity.Warning:
                Log.Warn($"{finding}");
                break;
            default:
                Log.Debug($"{finding}");
                break;
        }
    }
}
