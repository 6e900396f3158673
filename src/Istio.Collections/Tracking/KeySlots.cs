using System.Runtime.InteropServices;

namespace Istio.Collections.Tracking;

/// <summary>
/// Gives each key a small number, its slot, for as long as the key is in use. Everything kept about a key (its row in this table and in the
/// tables mapped from it, its readers, its marks) is then an array element, and one hash lookup serves them all.
/// </summary>
internal sealed class KeySlots<TKey> : SlotPins
    where TKey : notnull, IEquatable<TKey>
{
    private readonly Dictionary<TKey, int> _slots = [];
    private readonly Stack<int> _free = new();
    private TKey[] _keys = [];
    private int _used;

    public int Count => _slots.Count;

    /// <summary>All slots are below this number.</summary>
    public int Capacity => _used;

    public TKey KeyOf(int slot) => _keys[slot];

    public bool TryFind(TKey key, out int slot) => _slots.TryGetValue(key, out slot);

    public int FindOrAdd(TKey key)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, key, out var known);
        if (!known)
        {
            slot = Take();
            _keys[slot] = key;
            OnTaken(slot);
        }

        return slot;
    }

    public void Remove(int slot)
    {
        _slots.Remove(_keys[slot]);
        _keys[slot] = default!;
        _free.Push(slot);
        OnRemoved(slot);
    }

    private int Take()
    {
        if (_free.TryPop(out var slot))
        {
            return slot;
        }

        if (_used == _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(4, _used * 2));
        }

        return _used++;
    }
}
