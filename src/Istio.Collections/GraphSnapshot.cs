namespace Istio.Collections;

/// <summary>All published tables at one revision: one point in time across tables.</summary>
public sealed class GraphSnapshot
{
    /// <summary>Before the first commit, while tables are still being made.</summary>
    internal static readonly GraphSnapshot Start = new(0, []);

    private readonly object?[] _byNode;

    internal GraphSnapshot(long revision, object?[] byNode)
    {
        Revision = revision;
        _byNode = byNode;
    }

    public long Revision { get; }

    /// <exception cref="InvalidOperationException">The table is not published.</exception>
    public Snapshot<TKey, TRow> Of<TKey, TRow>(Table<TKey, TRow> table)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow>
    {
        var snapshot = table.Order < _byNode.Length ? _byNode[table.Order] : table.TakeSnapshot() is null ? null : Snapshot<TKey, TRow>.Empty;
        return (Snapshot<TKey, TRow>?)snapshot ?? throw new InvalidOperationException($"Table '{table.Name}' is not published.");
    }

    internal object?[] CopyNodes() => [.. _byNode];

    /// <summary>The same rows under the number of a commit that changed none of them.</summary>
    internal GraphSnapshot At(long revision) => new(revision, _byNode);
}
