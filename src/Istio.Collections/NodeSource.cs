namespace Istio.Collections;

/// <summary>What a node comes from.</summary>
/// <param name="Order">Position of the source in topological order, from 0.</param>
/// <param name="IsRead">Its transformation has read the source; otherwise it is run for the source's rows.</param>
public readonly record struct NodeSource(string Name, int Order, bool IsRead);
