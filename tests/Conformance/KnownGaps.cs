using System.Text.Json;
using Istio.Conformance.Report;

namespace Istio.Conformance;

/// <summary>
/// The differences that are known, each with its reason, in <c>known-gaps.json</c>: by case, then by what differs. A case whose differences
/// are all listed is skipped; one with another difference fails, and so does one that no longer has a listed one, so that the list stays true.
/// </summary>
internal sealed class KnownGaps(IReadOnlyDictionary<string, Dictionary<string, string>> reasonsByCase)
{
    private static readonly Dictionary<string, string> None = [];

    public static KnownGaps Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "known-gaps.json"));
        return new KnownGaps(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(file)!);
    }

    public CaseResult Compare(string family, CaseFindings findings)
    {
        if (findings.SkipReason is { } reason)
        {
            return new CaseResult(findings.Name, CaseOutcome.Skipped, reason);
        }

        var known = reasonsByCase.GetValueOrDefault($"{family}/{findings.Name}", None);
        List<string> failures =
        [
            .. findings.Differences.Where(difference => !known.ContainsKey(difference.Subject)).Select(difference => $"{difference.Subject}: {difference.Detail}"),
            .. known.Keys.Except(findings.Differences.Select(difference => difference.Subject)).Select(gap => $"{gap}: a known gap that no longer shows; take it off the list"),
        ];
        return failures.Count > 0 ? new CaseResult(findings.Name, CaseOutcome.Failed, string.Join("\n", failures))
            : known.Count > 0 ? new CaseResult(findings.Name, CaseOutcome.Skipped, string.Join("\n", known.Select(gap => $"known gap: {gap.Key}: {gap.Value}")))
            : new CaseResult(findings.Name, CaseOutcome.Passed, "");
    }
}
