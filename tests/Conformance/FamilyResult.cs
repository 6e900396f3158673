namespace Conformance;

internal sealed record FamilyResult(string Family, IReadOnlyList<CaseResult> Cases)
{
    public int Passed => Count(Outcome.Passed);

    public int Failed => Count(Outcome.Failed);

    public int Gaps => Count(Outcome.Gap);

    private int Count(Outcome outcome) => Cases.Count(result => result.Outcome == outcome);
}
