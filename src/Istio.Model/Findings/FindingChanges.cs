namespace Istio.Model.Findings;

/// <param name="Appeared">In the order in which they were found.</param>
/// <param name="Gone">What no longer holds.</param>
public sealed record FindingChanges(IReadOnlyList<Finding> Appeared, IReadOnlyList<Finding> Gone)
{
    public static FindingChanges None { get; } = new([], []);
}
