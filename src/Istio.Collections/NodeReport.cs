namespace Istio.Collections;

/// <summary>One table or index of a <see cref="GraphReport"/>; see <see cref="GraphNode"/> for its members.</summary>
/// <param name="Order">Position in topological order, from 0.</param>
public sealed record NodeReport(string Name, int Order, string Kind, int Rows, long ChangedIn, long Runs, IReadOnlyList<NodeSource> Sources);
