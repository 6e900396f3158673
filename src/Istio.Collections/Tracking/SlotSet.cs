namespace Istio.Collections.Tracking;

/// <summary>A set of slots with constant-time insertion and no allocation once it has grown: the rows to run again.</summary>
internal sealed class SlotSet
{
    private bool[] _has = [];
    private int[] _slots = [];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    public bool Add(int slot)
    {
        if (slot >= _has.Length)
        {
            Array.Resize(ref _has, Math.Max(slot + 1, _has.Length * 2));
        }

        if (_has[slot])
        {
            return false;
        }

        _has[slot] = true;
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(4, Count * 2));
        }

        _slots[Count++] = slot;
        return true;
    }

    public void Clear()
    {
        foreach (var slot in Slots)
        {
            _has[slot] = false;
        }

        Count = 0;
    }
}
