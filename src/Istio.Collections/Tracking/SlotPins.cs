namespace Istio.Collections.Tracking;

/// <summary>
/// Which slots must be kept although their key has no row, because a reader of the key must run again when a row comes. Counted by edge.
/// </summary>
internal abstract class SlotPins
{
    private const int Free = -1;

    private readonly List<int> _unpinned = [];
    private int[] _pins = [];

    public void Pin(int slot) => _pins[slot]++;

    /// <summary>The slot is not given back here: changes of the running commit may still refer to it.</summary>
    public void Unpin(int slot)
    {
        if (--_pins[slot] == 0)
        {
            _unpinned.Add(slot);
        }
    }

    /// <summary>No reader is left, and the slot is in use.</summary>
    public bool IsUnread(int slot) => _pins[slot] == 0;

    /// <summary>Takes a slot that has lost its last reader since the last commit.</summary>
    public bool TryTakeUnpinned(out int slot)
    {
        if (_unpinned.Count == 0)
        {
            slot = 0;
            return false;
        }

        slot = _unpinned[^1];
        _unpinned.RemoveAt(_unpinned.Count - 1);
        return true;
    }

    protected void OnTaken(int slot)
    {
        if (slot >= _pins.Length)
        {
            Array.Resize(ref _pins, Math.Max(4, slot * 2));
        }

        _pins[slot] = 0;
    }

    protected void OnRemoved(int slot) => _pins[slot] = Free;
}
