namespace Istio.Conformance.Report;

/// <summary>How one case did.</summary>
/// <param name="Detail">What differs, or why it may; empty for a case that passed.</param>
internal sealed record CaseResult(string Name, CaseOutcome Outcome, string Detail);
