namespace Istio.Conformance.Report;

internal enum CaseOutcome
{
    Passed,
    Failed,
    Skipped,
}
