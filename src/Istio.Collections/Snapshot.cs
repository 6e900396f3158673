using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>The rows of a published table at one revision, in key order. Immutable: any thread may hold it for as long as it likes.</summary>
public sealed class Snapshot<TKey, TRow> : IReadOnlyCollection<KeyValuePair<TKey, TRow>>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    internal static readonly Snapshot<TKey, TRow> Empty = new(ImmutableSortedDictionary.Create<TKey, TRow>(KeyOrder<TKey>.Comparer));

    private readonly ImmutableSortedDictionary<TKey, TRow> _rows;

    private Snapshot(ImmutableSortedDictionary<TKey, TRow> rows) => _rows = rows;

    public int Count => _rows.Count;

    public TRow? Find(TKey key) => _rows.GetValueOrDefault(key);

    public bool TryFind(TKey key, [NotNullWhen(true)] out TRow? row) => _rows.TryGetValue(key, out row);

    public IEnumerator<KeyValuePair<TKey, TRow>> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal Snapshot<TKey, TRow> With(ReadOnlySpan<Change<TKey, TRow>> changes)
    {
        var rows = _rows.ToBuilder();
        foreach (ref readonly var change in changes)
        {
            if (change.New is null)
            {
                rows.Remove(change.Key);
            }
            else
            {
                rows[change.Key] = change.New;
            }
        }

        return new Snapshot<TKey, TRow>(rows.ToImmutable());
    }
}
