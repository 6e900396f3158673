namespace Conformance;

internal enum Outcome
{
    Passed,
    Failed,

    /// <summary>Differs as <see cref="KnownGaps"/> says it does.</summary>
    Gap,
}
