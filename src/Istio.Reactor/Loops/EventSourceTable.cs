namespace Istio.Reactor;

/// <summary>
/// Maps epoll's 64 data bits to event sources. A slot carries a generation, because epoll may still deliver an event
/// of this round for a descriptor that was closed a moment ago and whose slot is already taken by another one.
/// </summary>
internal sealed class EventSourceTable
{
    private Slot[] _slots = new Slot[64];
    private int _firstFree = -1;
    private int _used;

    public int Count { get; private set; }

    public ulong Add(IEventSource source)
    {
        var index = TakeSlot();
        ref var slot = ref _slots[index];
        slot.Source = source;
        Count++;
        return ((ulong)slot.Generation << 32) | (uint)index;
    }

    public IEventSource? Find(ulong key)
    {
        ref var slot = ref _slots[(uint)key];
        return slot.Generation == (uint)(key >> 32) ? slot.Source : null;
    }

    public void Remove(ulong key)
    {
        var index = (int)(uint)key;
        ref var slot = ref _slots[index];
        if (slot.Source is null || slot.Generation != (uint)(key >> 32))
        {
            return;
        }

        slot.Source = null;
        slot.Generation++;
        slot.NextFree = _firstFree;
        _firstFree = index;
        Count--;
    }

    public IEventSource[] All()
    {
        var all = new List<IEventSource>(Count);
        foreach (var slot in _slots)
        {
            if (slot.Source is { } source)
            {
                all.Add(source);
            }
        }

        return [.. all];
    }

    private int TakeSlot()
    {
        if (_firstFree >= 0)
        {
            var index = _firstFree;
            _firstFree = _slots[index].NextFree;
            return index;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
        }

        return _used++;
    }

    private struct Slot
    {
        public IEventSource? Source;
        public uint Generation;
        public int NextFree;
    }
}
