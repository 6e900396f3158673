using System.Runtime.InteropServices;

namespace Istio.Collections.Tracking;

/// <summary>
/// Rows in key order as one array, so that a scan is a span. The edits of a commit are collected and applied at once: a few by binary
/// search, many by one merge, so that loading or deleting n rows costs n log n and not n².
/// </summary>
internal sealed class SortedRows<TKey, TRow>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class
{
    /// <summary>Up to here moving the tail for each edit beats allocating new arrays.</summary>
    private const int FewEdits = 8;

    private TKey[] _keys = [];
    private TRow[] _rows = [];

    public int Count { get; private set; }

    public ReadOnlySpan<TRow> Rows => _rows.AsSpan(0, Count);

    /// <summary>Apply edits, each for another key; an edit without a row removes its key. The list is sorted in place.</summary>
    public void Apply(List<Edit> edits)
    {
        if (edits.Count <= FewEdits)
        {
            foreach (var edit in edits)
            {
                ApplyOne(edit);
            }

            return;
        }

        edits.Sort(static (a, b) => KeyOrder<TKey>.Comparer.Compare(a.Key, b.Key));
        Merge(CollectionsMarshal.AsSpan(edits));
    }

    private void ApplyOne(Edit edit)
    {
        var at = Array.BinarySearch(_keys, 0, Count, edit.Key, KeyOrder<TKey>.Comparer);
        if (at >= 0 && edit.Row is not null)
        {
            _rows[at] = edit.Row;
        }
        else if (at >= 0)
        {
            Count--;
            Array.Copy(_keys, at + 1, _keys, at, Count - at);
            Array.Copy(_rows, at + 1, _rows, at, Count - at);
            _keys[Count] = default!;
            _rows[Count] = null!;
        }
        else if (edit.Row is not null)
        {
            Insert(~at, edit.Key, edit.Row);
        }
    }

    private void Insert(int at, TKey key, TRow row)
    {
        if (Count == _keys.Length)
        {
            var capacity = Count == 0 ? 1 : Count * 2;
            Array.Resize(ref _keys, capacity);
            Array.Resize(ref _rows, capacity);
        }

        Array.Copy(_keys, at, _keys, at + 1, Count - at);
        Array.Copy(_rows, at, _rows, at + 1, Count - at);
        _keys[at] = key;
        _rows[at] = row;
        Count++;
    }

    private void Merge(ReadOnlySpan<Edit> edits)
    {
        var keys = new TKey[Count + edits.Length];
        var rows = new TRow[Count + edits.Length];
        var from = 0;
        var to = 0;
        foreach (var edit in edits)
        {
            var order = -1;
            while (from < Count && (order = KeyOrder<TKey>.Comparer.Compare(_keys[from], edit.Key)) < 0)
            {
                keys[to] = _keys[from];
                rows[to++] = _rows[from++];
            }

            if (from < Count && order == 0)
            {
                from++;
            }

            if (edit.Row is not null)
            {
                keys[to] = edit.Key;
                rows[to++] = edit.Row;
            }
        }

        Array.Copy(_keys, from, keys, to, Count - from);
        Array.Copy(_rows, from, rows, to, Count - from);
        Count = to + Count - from;
        _keys = keys;
        _rows = rows;
    }

    internal readonly record struct Edit(TKey Key, TRow? Row);
}
