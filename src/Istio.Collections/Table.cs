using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>
/// Rows by key. A row is an immutable record and says who it is; two rows are the same when they are equal by value, and a commit that leaves
/// a row equal has not changed it. The members here belong to the loop that commits, between commits; other threads read the snapshots of a
/// published table (<see cref="Publish"/>, <see cref="Graph.Current"/>).
/// </summary>
public abstract partial class Table<TKey, TRow> : GraphNode
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    /// <summary>A bulk load must not keep its change buffers for ever.</summary>
    private const int KeptCapacity = 4096;

    private readonly bool _ownsSlots;
    private readonly List<int> _vacated = [];
    private List<Change<TKey, TRow>> _changes = [];
    private List<(int Slot, TRow? Old)> _touched = [];
    private TRow?[] _rows = [];
    private bool[] _isTouched = [];
    private int _count;
    private SortedRows<TKey, TRow>? _sorted;
    private List<SortedRows<TKey, TRow>.Edit>? _sortedEdits;
    private Snapshot<TKey, TRow>? _snapshot;
    private ChangeHandler<TKey, TRow>? _subscribers;

    private protected Table(Graph graph, string name, string kind, KeySlots<TKey>? sharedSlots = null)
        : base(graph, name, kind)
    {
        Slots = sharedSlots ?? new KeySlots<TKey>();
        _ownsSlots = sharedSlots is null;
    }

    public override Type KeyType => typeof(TKey);

    public override Type RowType => typeof(TRow);

    public override int Count => _count;

    internal KeySlots<TKey> Slots { get; }

    internal override int ChangeCount => _changes.Count;

    /// <summary>What changed in the commit that is running, each key once.</summary>
    internal ReadOnlySpan<Change<TKey, TRow>> Changes => CollectionsMarshal.AsSpan(_changes);

    /// <summary>The row of a key, or null.</summary>
    public TRow? Find(TKey key) => Slots.TryFind(key, out var slot) ? RowAt(slot) : null;

    public bool TryFind(TKey key, [NotNullWhen(true)] out TRow? row) => (row = Find(key)) is not null;

    /// <summary>All rows in key order; the span is good until the next commit.</summary>
    public ReadOnlySpan<TRow> All()
    {
        if (_sorted is null)
        {
            _sorted = new SortedRows<TKey, TRow>();
            _sortedEdits = [];
            for (var slot = 0; slot < _rows.Length; slot++)
            {
                if (_rows[slot] is { } row)
                {
                    _sortedEdits.Add(new(Slots.KeyOf(slot), row));
                }
            }

            _sorted.Apply(_sortedEdits);
            _sortedEdits.Clear();
        }

        return _sorted.Rows;
    }

    /// <summary>Calls the handler after each commit that changes this table. Disposing the answer ends it.</summary>
    public IDisposable Subscribe(ChangeHandler<TKey, TRow> handler)
    {
        _subscribers += handler;
        return new Subscription(() => _subscribers -= handler);
    }

    /// <summary>Keep an immutable snapshot of this table for readers on other threads, at a cost for each changed row.</summary>
    public Table<TKey, TRow> Publish()
    {
        if (_snapshot is null)
        {
            _snapshot = Snapshot<TKey, TRow>.Empty;
            foreach (var row in _rows)
            {
                if (row is not null)
                {
                    throw new InvalidOperationException($"Table '{Name}' is published after it got rows; publish it where it is made.");
                }
            }
        }

        return this;
    }

    internal override void MarkReaders(Edge edge, SlotSet marked)
    {
        foreach (ref readonly var change in Changes)
        {
            edge.MarkReadersOf(change.Slot, marked);
        }
    }

    internal TRow? RowAt(int slot) => slot < _rows.Length ? _rows[slot] : null;

    internal override object? TakeSnapshot() => _snapshot;

    internal override void Notify(long revision) => _subscribers?.Invoke(revision, Changes);

    internal override void Sweep()
    {
        if (_ownsSlots)
        {
            GiveBackSlots();
        }

        _changes.Clear();
        if (_changes.Capacity > KeptCapacity)
        {
            _changes = [];
        }
    }

    /// <summary>Set the row of a slot, which may happen several times in a commit; <see cref="Seal"/> finds out what really changed.</summary>
    private protected void Write(int slot, TRow? row)
    {
        if (slot >= _rows.Length)
        {
            var capacity = Math.Max(Math.Max(slot + 1, Slots.Capacity), _rows.Length * 2);
            Array.Resize(ref _rows, capacity);
            Array.Resize(ref _isTouched, capacity);
        }

        if (!_isTouched[slot])
        {
            _isTouched[slot] = true;
            _touched.Add((slot, _rows[slot]));
        }

        _rows[slot] = row;
    }

    /// <summary>The node's rows are final for this commit: list the keys whose rows differ by value.</summary>
    private protected void Seal()
    {
        foreach (var (slot, old) in CollectionsMarshal.AsSpan(_touched))
        {
            _isTouched[slot] = false;
            var now = _rows[slot];
            if (now is null && _ownsSlots)
            {
                _vacated.Add(slot);
            }

            if (ReferenceEquals(old, now))
            {
                continue;
            }

            if (old is not null && now is not null && old.Equals(now))
            {
                _rows[slot] = old;
                continue;
            }

            _count += (now is null ? 0 : 1) - (old is null ? 0 : 1);
            _changes.Add(new Change<TKey, TRow>(slot, Slots.KeyOf(slot), old, now));
        }

        _touched.Clear();
        if (_touched.Capacity > KeptCapacity)
        {
            _touched = [];
        }

        FollowChanges();
    }

    private void GiveBackSlots()
    {
        foreach (var slot in _vacated)
        {
            GiveBack(slot);
        }

        _vacated.Clear();
        while (Slots.TryTakeUnpinned(out var slot))
        {
            GiveBack(slot);
        }
    }

    private void GiveBack(int slot)
    {
        if (RowAt(slot) is null && Slots.IsUnread(slot))
        {
            Slots.Remove(slot);
        }
    }

    private void FollowChanges()
    {
        if (_changes.Count == 0)
        {
            return;
        }

        _snapshot = _snapshot?.With(Changes);
        if (_sorted is null)
        {
            return;
        }

        foreach (ref readonly var change in Changes)
        {
            _sortedEdits!.Add(new(change.Key, change.New));
        }

        _sorted.Apply(_sortedEdits!);
        _sortedEdits!.Clear();
    }
}
