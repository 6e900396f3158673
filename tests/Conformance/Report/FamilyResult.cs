namespace Istio.Conformance.Report;

internal sealed record FamilyResult(string Name, IReadOnlyList<CaseResult> Cases)
{
    public int Passed => Count(CaseOutcome.Passed);

    public int Failed => Count(CaseOutcome.Failed);

    public int Skipped => Count(CaseOutcome.Skipped);

    private int Count(CaseOutcome outcome) => Cases.Count(result => result.Outcome == outcome);
}
