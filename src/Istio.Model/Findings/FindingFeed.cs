using Istio.Collections;
using Istio.Core.Values;

namespace Istio.Model.Findings;

/// <summary>
/// Keeps a ledger up to date with tables that hold findings: each commit of their graph enters what came and takes back what went. Tables are followed before the first commit
/// of the graph; the owner of the graph owns the feed.
/// </summary>
public sealed class FindingFeed(FindingLedger ledger) : IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<Action<List<Finding>>> _lists = [];

    /// <param name="findingsOf">The findings that a row carries.</param>
    public void Follow<TKey, TRow>(Table<TKey, TRow> table, Func<TRow, ValueList<Finding>> findingsOf)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow>
    {
        _subscriptions.Add(table.Subscribe((_, changes) => Enter(changes, findingsOf)));
        _lists.Add(found => List(table, findingsOf, found));
    }

    /// <summary>Follows a table whose rows are findings themselves.</summary>
    public void Follow<TKey>(Table<TKey, Finding> table)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey> => Follow(table, static finding => [finding]);

    /// <summary>All findings of the followed tables, table by table in the order of their keys. Between commits, for the owner of the graph.</summary>
    public IReadOnlyList<Finding> Standing()
    {
        var found = new List<Finding>();
        foreach (var list in _lists)
        {
            list(found);
        }

        return found;
    }

    /// <summary>Follows no table any more; what was entered stands.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }

        _subscriptions.Clear();
        _lists.Clear();
    }

    private void Enter<TKey, TRow>(ReadOnlySpan<Change<TKey, TRow>> changes, Func<TRow, ValueList<Finding>> findingsOf)
        where TRow : class
    {
        foreach (ref readonly var change in changes)
        {
            if (change.Old is { } old)
            {
                ledger.Remove(findingsOf(old));
            }

            if (change.New is { } found)
            {
                ledger.Add(findingsOf(found));
            }
        }
    }

    private static void List<TKey, TRow>(Table<TKey, TRow> table, Func<TRow, ValueList<Finding>> findingsOf, List<Finding> found)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow>
    {
        foreach (var row in table.All())
        {
            found.AddRange(findingsOf(row));
        }
    }
}
