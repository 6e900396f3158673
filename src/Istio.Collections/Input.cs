using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>
/// A table whose rows come from outside. Edits may come from any thread; they wait until the owner of the graph commits, the last one for a
/// key wins, and edits made inside one <see cref="Graph.Edit"/> are committed together.
/// </summary>
public sealed class Input<TKey, TRow> : Table<TKey, TRow>, IInput
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    private List<(TKey Key, TRow? Row)> _staged = [];
    private List<(TKey Key, TRow? Row)> _draining = [];

    internal Input(Graph graph, string name)
        : base(graph, name, "input")
    {
    }

    public override IEnumerable<(GraphNode Source, bool Read)> Sources => [];

    public void Set(TKey key, TRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Stage(key, row);
    }

    public void Remove(TKey key) => Stage(key, null);

    bool IInput.Take()
    {
        if (_staged.Count == 0)
        {
            return false;
        }

        (_staged, _draining) = (_draining, _staged);
        return true;
    }

    internal override void Update()
    {
        if (_draining.Count == 0)
        {
            return;
        }

        foreach (var (key, row) in _draining)
        {
            if (row is not null)
            {
                Write(Slots.FindOrAdd(key), row);
            }
            else if (Slots.TryFind(key, out var slot))
            {
                Write(slot, null);
            }
        }

        _draining.Clear();
        Seal();
    }

    private void Stage(TKey key, TRow? row)
    {
        using (Graph.Edit())
        {
            _staged.Add((key, row));
        }
    }
}
