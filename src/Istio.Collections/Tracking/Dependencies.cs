using System.Runtime.InteropServices;

namespace Istio.Collections.Tracking;

/// <summary>
/// Which row of a derived table has read what, both ways: from a row to its reads, to compare and replace them when it runs again, and from
/// a thing read to its readers, to find the rows that a change concerns. Links live in one array with a free list, so a row that reads the
/// same as before costs a comparison, and one that reads something else costs no allocation.
/// </summary>
internal sealed class Dependencies(GraphNode reader)
{
    private readonly List<Edge> _edges = [];
    private readonly List<Fetch> _fetches = [];
    private readonly List<Fetch> _firstRun = [];
    private KeyedEdges[] _bySource = [];
    private int[] _firstOfSlot = [];
    private Link[] _links = [new()];
    private int _usedLinks = 1;
    private int _freeLink;

    public IReadOnlyList<Edge> Edges => _edges;

    /// <summary>A transformation starts.</summary>
    public void Begin() => _fetches.Clear();

    /// <summary>The same transformation is run a second time; <see cref="SameAsFirstRun"/> compares.</summary>
    public void BeginAgain()
    {
        _firstRun.Clear();
        _firstRun.AddRange(_fetches);
        _fetches.Clear();
    }

    public bool SameAsFirstRun() => CollectionsMarshal.AsSpan(_firstRun).SequenceEqual(CollectionsMarshal.AsSpan(_fetches));

    /// <summary>A key was read. Answers its slot in the source.</summary>
    public int Fetched<TKey>(GraphNode source, KeySlots<TKey> slots, TKey key)
        where TKey : notnull, IEquatable<TKey>
    {
        ref var edges = ref EdgesTo(source);
        if (edges.ByKey is null)
        {
            edges.ByKey = new Edge(this, source, slots, _edges.Count);
            _edges.Add(edges.ByKey);
        }

        var slot = slots.FindOrAdd(key);
        _fetches.Add(new Fetch(edges.ByKey.Id, slot));
        return slot;
    }

    public void FetchedAll(GraphNode source)
    {
        ref var edges = ref EdgesTo(source);
        if (edges.Whole is null)
        {
            edges.Whole = new ScanEdge(this, source, _edges.Count);
            _edges.Add(edges.Whole);
        }

        _fetches.Add(new Fetch(edges.Whole.Id, ScanEdge.Whole));
    }

    /// <summary>The transformation of <paramref name="slot"/> is over: what it fetched is what it depends on.</summary>
    public void Record(int slot)
    {
        if (slot >= _firstOfSlot.Length)
        {
            Array.Resize(ref _firstOfSlot, Math.Max(slot + 1, _firstOfSlot.Length * 2));
        }

        ReadOnlySpan<Fetch> fetches = CollectionsMarshal.AsSpan(_fetches);
        if (SameAsRecorded(_firstOfSlot[slot], fetches))
        {
            return;
        }

        // The new links come first: a slot that is in both must not lose its last reader in between.
        var old = _firstOfSlot[slot];
        var next = 0;
        for (var i = fetches.Length - 1; i >= 0; i--)
        {
            next = Add(fetches[i], slot, next);
        }

        _firstOfSlot[slot] = next;
        RemoveAll(old);
    }

    /// <summary>The row is gone, with all it depended on.</summary>
    public void Clear(int slot)
    {
        if (slot < _firstOfSlot.Length)
        {
            RemoveAll(_firstOfSlot[slot]);
            _firstOfSlot[slot] = 0;
        }
    }

    /// <summary>Mark the rows that read something which changed in this commit.</summary>
    public void MarkChanged(SlotSet marked)
    {
        foreach (var edge in _edges)
        {
            if (edge.Source.ChangeCount > 0)
            {
                edge.MarkChanged(marked);
            }
        }
    }

    public void MarkChain(int head, SlotSet marked)
    {
        for (var link = head; link != 0; link = _links[link].NextOfEntry)
        {
            marked.Add(_links[link].Slot);
        }
    }

    private ref KeyedEdges EdgesTo(GraphNode source)
    {
        if (source.Graph != reader.Graph || source.Order >= reader.Order)
        {
            throw new InvalidOperationException($"Table '{reader.Name}' reads '{source.Name}', which is not a table made before it in the same graph.");
        }

        if (source.Order >= _bySource.Length)
        {
            Array.Resize(ref _bySource, source.Order + 1);
        }

        return ref _bySource[source.Order];
    }

    private bool SameAsRecorded(int link, ReadOnlySpan<Fetch> fetches)
    {
        foreach (var fetch in fetches)
        {
            if (link == 0 || _links[link].What != fetch)
            {
                return false;
            }

            link = _links[link].NextOfSlot;
        }

        return link == 0;
    }

    private int Add(Fetch what, int slot, int nextOfSlot)
    {
        var link = TakeLink();
        var edge = _edges[what.Edge];
        var head = edge.HeadOf(what.Entry);
        _links[link] = new Link { What = what, Slot = slot, NextOfSlot = nextOfSlot, NextOfEntry = head };
        if (head != 0)
        {
            _links[head].PreviousOfEntry = link;
        }

        edge.SetHead(what.Entry, link);
        return link;
    }

    private void RemoveAll(int link)
    {
        while (link != 0)
        {
            var removed = _links[link];
            Unchain(removed);
            _links[link] = new Link { NextOfSlot = _freeLink };
            _freeLink = link;
            link = removed.NextOfSlot;
        }
    }

    private void Unchain(in Link link)
    {
        if (link.NextOfEntry != 0)
        {
            _links[link.NextOfEntry].PreviousOfEntry = link.PreviousOfEntry;
        }

        if (link.PreviousOfEntry != 0)
        {
            _links[link.PreviousOfEntry].NextOfEntry = link.NextOfEntry;
            return;
        }

        _edges[link.What.Edge].SetHead(link.What.Entry, link.NextOfEntry);
    }

    private int TakeLink()
    {
        if (_freeLink != 0)
        {
            var link = _freeLink;
            _freeLink = _links[link].NextOfSlot;
            return link;
        }

        if (_usedLinks == _links.Length)
        {
            Array.Resize(ref _links, _usedLinks * 2);
        }

        return _usedLinks++;
    }

    /// <summary>Link zero is "none", so that fresh arrays mean empty chains.</summary>
    private struct Link
    {
        public Fetch What;
        public int Slot;
        public int NextOfSlot;
        public int PreviousOfEntry;
        public int NextOfEntry;
    }

    private struct KeyedEdges
    {
        public Edge? ByKey;
        public Edge? Whole;
    }
}
