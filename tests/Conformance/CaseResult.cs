namespace Conformance;

/// <param name="Name">Unique in the family.</param>
/// <param name="Detail">What differs, or why it may; empty for a case that passed.</param>
internal sealed record CaseResult(string Name, Outcome Outcome, string Detail);
