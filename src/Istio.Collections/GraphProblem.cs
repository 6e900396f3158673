namespace Istio.Collections;

/// <summary>A law of the graph that a row broke. The rest of the graph goes on; the owner of the loop logs it.</summary>
/// <param name="Table">The derived table.</param>
/// <param name="Kind">Which law.</param>
/// <param name="Key">The contested output key, or the input key whose transformation threw.</param>
/// <param name="Message">One sentence for the log.</param>
/// <param name="Exception">What the transformation threw, for <see cref="GraphProblemKind.Fault"/>.</param>
public sealed record GraphProblem(string Table, GraphProblemKind Kind, string Key, string Message, Exception? Exception = null);
