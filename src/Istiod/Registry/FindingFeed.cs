using System.Collections.Immutable;
using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Findings;

namespace Istiod.Registry;

/// <summary>
/// The findings of all sources and tables, kept up to date at a cost for each that changes. For the loop that commits, but for <see cref="Standing"/>.
/// </summary>
internal sealed class FindingFeed : IDisposable
{
    private readonly FindingLedger _ledger = new();
    private readonly List<IDisposable> _subscriptions = [];
    private volatile ImmutableHashSet<Finding> _standing = [];

    /// <summary>What stood at the last <see cref="Take"/>. Any thread.</summary>
    public ImmutableHashSet<Finding> Standing => _standing;

    /// <summary>Findings that appeared or went so far: the work that they have caused.</summary>
    public long Entries => _ledger.Entries;

    /// <summary>From here on the findings of the table's rows are among these.</summary>
    public void Follow<TKey, TRow>(Table<TKey, TRow> table, Func<TRow, ValueList<Finding>> findingsOf)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow> =>
        _subscriptions.Add(table.Subscribe((_, changes) =>
        {
            foreach (ref readonly var change in changes)
            {
                _ledger.Remove(change.Old is { } old ? findingsOf(old) : []);
                _ledger.Add(change.New is { } row ? findingsOf(row) : []);
            }
        }));

    /// <summary>Takes over what a source says.</summary>
    public void Add(FindingChanges changes)
    {
        foreach (var finding in changes.Gone)
        {
            _ledger.Remove(finding);
        }

        foreach (var finding in changes.Appeared)
        {
            _ledger.Add(finding);
        }
    }

    public void Add(Finding finding) => _ledger.Add(finding);

    /// <summary>Must have been added.</summary>
    public void Remove(Finding finding) => _ledger.Remove(finding);

    /// <summary>What differs since the last call.</summary>
    public FindingChanges Take()
    {
        var changes = _ledger.Take();
        if (changes.Appeared.Count + changes.Gone.Count > 0)
        {
            _standing = _standing.Except(changes.Gone).Union(changes.Appeared);
        }

        return changes;
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }
}
