namespace Istio.Collections;

/// <summary>What one commit did.</summary>
/// <param name="Revision">The revision now in force; the one before when nothing changed.</param>
/// <param name="ChangedRows">Rows that differ by value, in all tables.</param>
/// <param name="Runs">Transformations that were run.</param>
/// <param name="Problems">Problems that this commit found for the first time. Those that still stand are <see cref="Graph.StandingProblems"/>.</param>
public readonly record struct Commit(long Revision, int ChangedRows, int Runs, IReadOnlyList<GraphProblem> Problems)
{
    public bool Changed => ChangedRows > 0;
}
