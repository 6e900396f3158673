namespace Istio.Conformance.Report;

/// <summary>What a family found in one case.</summary>
/// <param name="Name">Unique in the family.</param>
/// <param name="Differences">None when the case agrees.</param>
/// <param name="SkipReason">Why the case was not run; null when it was.</param>
internal sealed record CaseFindings(string Name, IReadOnlyList<Difference> Differences, string? SkipReason = null)
{
    /// <summary>Nothing here serves such a case yet.</summary>
    public bool IsNotServed { get; private init; }

    public static CaseFindings NotServed(string name, string reason) => new(name, [], reason) { IsNotServed = true };
}
