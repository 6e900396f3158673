namespace Istio.Http.Http2.Streams;

/// <summary>The open streams of a connection, and how the last few came to their end.</summary>
internal sealed class StreamTable
{
    private const int MaxClosed = 128;

    private Http2Stream?[] _slots = new Http2Stream?[8];
    private readonly (int Id, ClosedBy By)[] _closed = new (int, ClosedBy)[MaxClosed];
    private int _nextClosed;

    public int Count { get; private set; }

    public void Add(Http2Stream stream)
    {
        if (Count == _slots.Length)
        {
            Grow();
        }

        Link(stream);
        Count++;
    }

    /// <summary>Asked for every frame. Identifiers are odd and grow by two, so half of one spreads evenly without hashing.</summary>
    public Http2Stream? Find(int id)
    {
        var stream = _slots[SlotOf(id)];
        while (stream is not null && stream.Id != id)
        {
            stream = stream.NextInSlot;
        }

        return stream;
    }

    public void Close(Http2Stream stream, ClosedBy by)
    {
        if (TryUnlink(stream))
        {
            Count--;
            _closed[_nextClosed] = (stream.Id, by);
            _nextClosed = (_nextClosed + 1) % MaxClosed;
        }
    }

    /// <summary>How a stream ended; null when it never was open, or when its record has been overwritten.</summary>
    public ClosedBy? EndOf(int id)
    {
        foreach (var (closedId, by) in _closed)
        {
            if (closedId == id)
            {
                return by;
            }
        }

        return null;
    }

    /// <summary>A copy, for walks in which streams may close.</summary>
    public Http2Stream[] All()
    {
        var all = new Http2Stream[Count];
        var count = 0;
        foreach (var first in _slots)
        {
            for (var stream = first; stream is not null; stream = stream.NextInSlot)
            {
                all[count++] = stream;
            }
        }

        return all;
    }

    private int SlotOf(int id) => (id >> 1) & (_slots.Length - 1);

    private void Link(Http2Stream stream)
    {
        ref var first = ref _slots[SlotOf(stream.Id)];
        stream.NextInSlot = first;
        first = stream;
    }

    private bool TryUnlink(Http2Stream stream)
    {
        Http2Stream? previous = null;
        ref var first = ref _slots[SlotOf(stream.Id)];
        for (var at = first; at is not null; previous = at, at = at.NextInSlot)
        {
            if (at != stream)
            {
                continue;
            }

            if (previous is null)
            {
                first = stream.NextInSlot;
            }
            else
            {
                previous.NextInSlot = stream.NextInSlot;
            }

            stream.NextInSlot = null;
            return true;
        }

        return false;
    }

    private void Grow()
    {
        var streams = All();
        _slots = new Http2Stream?[_slots.Length * 2];
        foreach (var stream in streams)
        {
            Link(stream);
        }
    }
}
