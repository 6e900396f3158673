using Istio.Collections.Derived;

namespace Istio.Collections;

/// <summary>A table as a part of a join; see <see cref="Table{TKey, TRow}.Under{TOutKey}"/>.</summary>
public abstract class JoinPart<TKey, TRow>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    private protected JoinPart(GraphNode source) => Source = source;

    internal GraphNode Source { get; }

    /// <summary>Has the join look again at each key whose row changed in this commit.</summary>
    internal abstract void Touch(JoinTable<TKey, TRow> join);

    /// <summary>The part's row for a key of the join.</summary>
    internal abstract TRow? Find(TKey key);
}
