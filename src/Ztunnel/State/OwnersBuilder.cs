using System.Collections.Immutable;

namespace Ztunnel.State;

/// <summary>
/// Applies one batch of changes to an index from a key (an address, a host name) to all who have it, in order. The list of a key with many owners is
/// made anew once for the whole batch, so that a batch costs in proportion to its size and to the lists that it touches.
/// </summary>
/// <param name="start">The index before.</param>
/// <param name="order">Of the owners of one key; equal ones stay in the order of their arrival.</param>
internal sealed class OwnersBuilder<TKey, T>(ImmutableDictionary<TKey, ImmutableArray<T>> start, Comparison<T> order)
    where TKey : notnull
    where T : class
{
    /// <summary>Lists up to this length are cheaper to copy than to keep changes of.</summary>
    private const int FewOwners = 8;

    private readonly ImmutableDictionary<TKey, ImmutableArray<T>>.Builder _index = start.ToBuilder();
    private readonly Dictionary<TKey, ManyOwners<T>> _many = [];

    public void Add(TKey key, T owner)
    {
        if (Many(key, out var owners) is { } many)
        {
            many.Add(owner);
            return;
        }

        var at = owners.Length;
        while (at > 0 && order(owners[at - 1], owner) > 0)
        {
            at--;
        }

        _index[key] = owners.Insert(at, owner);
    }

    /// <summary>Removes this very owner; one that is not there is no error.</summary>
    public void Remove(TKey key, T owner)
    {
        if (Many(key, out var owners) is { } many)
        {
            many.Remove(owner);
        }
        else if (!owners.IsEmpty)
        {
            Put(key, owners.RemoveAll(candidate => ReferenceEquals(candidate, owner)));
        }
    }

    public ImmutableDictionary<TKey, ImmutableArray<T>> Build()
    {
        foreach (var (key, many) in _many)
        {
            Put(key, many.Build(order));
        }

        _many.Clear();
        return _index.ToImmutable();
    }

    private ManyOwners<T>? Many(TKey key, out ImmutableArray<T> owners)
    {
        owners = [];
        if (_many.TryGetValue(key, out var many))
        {
            return many;
        }

        owners = _index.GetValueOrDefault(key, []);
        if (owners.Length >= FewOwners)
        {
            _many.Add(key, many = new(owners));
        }

        return many;
    }

    private void Put(TKey key, ImmutableArray<T> owners)
    {
        if (owners.IsEmpty)
        {
            _index.Remove(key);
        }
        else
        {
            _index[key] = owners;
        }
    }
}
