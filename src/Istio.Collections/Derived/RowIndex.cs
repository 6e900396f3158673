using Istio.Collections.Tracking;

namespace Istio.Collections.Derived;

/// <summary>An index over a table. Keys of a row are a function of the row, so those of an old row are asked again and not stored.</summary>
internal sealed class RowIndex<TIndexKey, TKey, TRow> : Index<TIndexKey, TRow>
    where TIndexKey : notnull, IEquatable<TIndexKey>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    private readonly Table<TKey, TRow> _source;
    private readonly Action<TRow, IndexKeys<TIndexKey>> _keysOf;
    private readonly IndexKeys<TIndexKey> _old = new();
    private readonly IndexKeys<TIndexKey> _new = new();
    private readonly SlotSet _changed = new();
    private readonly Stack<List<SortedRows<TKey, TRow>.Edit>> _spareEdits = new();
    private readonly Stack<SortedRows<TKey, TRow>> _spareRows = new();
    private Group[] _groups = [];
    private int _count;

    public RowIndex(Table<TKey, TRow> source, string name, Action<TRow, IndexKeys<TIndexKey>> keysOf, Delegate transformation)
        : base(source.Graph, name)
    {
        _source = source;
        _keysOf = keysOf;
        Transformation = transformation;
    }

    public override IEnumerable<(GraphNode Source, bool Read)> Sources => [(_source, false)];

    public override int Count => _count;

    internal override int ChangeCount => _changed.Count;

    internal override ReadOnlySpan<int> ChangedSlots => _changed.Slots;

    internal override ReadOnlySpan<TRow> RowsAt(int slot) => slot < _groups.Length && _groups[slot].Rows is { } rows ? rows.Rows : [];

    internal override void Update()
    {
        foreach (ref readonly var change in _source.Changes)
        {
            Collect(_old, change.Old);
            Collect(_new, change.New);
            foreach (var key in _old.Keys)
            {
                if (!_new.Contains(key))
                {
                    Stage(key, new(change.Key, null));
                }
            }

            foreach (var key in _new.Keys)
            {
                Stage(key, new(change.Key, change.New));
            }
        }

        foreach (var slot in _changed.Slots)
        {
            Apply(ref _groups[slot]);
        }
    }

    internal override void Sweep()
    {
        foreach (var slot in _changed.Slots)
        {
            if (RowsAt(slot).IsEmpty)
            {
                _spareRows.Push(_groups[slot].Rows!);
                _groups[slot] = default;
                _count--;
                GiveBack(slot);
            }
        }

        _changed.Clear();
        while (Slots.TryTakeUnpinned(out var slot))
        {
            GiveBack(slot);
        }
    }

    private void GiveBack(int slot)
    {
        if (RowsAt(slot).IsEmpty && Slots.IsUnread(slot))
        {
            Slots.Remove(slot);
        }
    }

    private void Collect(IndexKeys<TIndexKey> keys, TRow? row)
    {
        keys.Clear();
        if (row is not null)
        {
            _keysOf(row, keys);
        }
    }

    private void Stage(TIndexKey key, SortedRows<TKey, TRow>.Edit edit)
    {
        var slot = Slots.FindOrAdd(key);
        if (slot >= _groups.Length)
        {
            Array.Resize(ref _groups, Math.Max(slot + 1, _groups.Length * 2));
        }

        _changed.Add(slot);
        ref var group = ref _groups[slot];
        if (group.Rows is null)
        {
            group.Rows = _spareRows.TryPop(out var rows) ? rows : new SortedRows<TKey, TRow>();
            _count++;
        }

        group.Edits ??= _spareEdits.TryPop(out var edits) ? edits : [];
        group.Edits.Add(edit);
    }

    private void Apply(ref Group group)
    {
        group.Rows!.Apply(group.Edits!);
        group.Edits!.Clear();
        _spareEdits.Push(group.Edits);
        group.Edits = null;
    }

    private struct Group
    {
        public SortedRows<TKey, TRow>? Rows;
        public List<SortedRows<TKey, TRow>.Edit>? Edits;
    }
}
