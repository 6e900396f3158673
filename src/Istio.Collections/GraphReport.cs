namespace Istio.Collections;

/// <summary>What a graph is made of and how large it was after a commit. Immutable.</summary>
/// <param name="Nodes">In topological order.</param>
/// <param name="Problems">Those that stand.</param>
public sealed record GraphReport(string Name, long Revision, IReadOnlyList<NodeReport> Nodes, IReadOnlyList<GraphProblem> Problems)
{
    public static GraphReport Empty { get; } = new("", 0, [], []);
}
