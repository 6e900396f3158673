using System.Collections.Immutable;

namespace Ztunnel.State;

/// <summary>A list of owners and a batch of changes to it. Owners are compared by reference.</summary>
internal sealed class ManyOwners<T>(ImmutableArray<T> start)
    where T : class
{
    private readonly HashSet<T> _removed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<T, int> _added = new(ReferenceEqualityComparer.Instance);
    private int _arrivals;

    public void Add(T owner) => _added[owner] = _arrivals++;

    public void Remove(T owner)
    {
        _added.Remove(owner);
        _removed.Add(owner);
    }

    /// <summary>The list after the changes: sorted, equal owners in the order of their arrival.</summary>
    public ImmutableArray<T> Build(Comparison<T> order)
    {
        var added = _added.ToArray();
        Array.Sort(added, (left, right) => order(left.Key, right.Key) is not 0 and var different ? different : left.Value.CompareTo(right.Value));
        var merged = ImmutableArray.CreateBuilder<T>(start.Length + added.Length);
        var next = 0;
        foreach (var owner in start)
        {
            if (_removed.Contains(owner))
            {
                continue;
            }

            while (next < added.Length && order(owner, added[next].Key) > 0)
            {
                merged.Add(added[next++].Key);
            }

            merged.Add(owner);
        }

        for (; next < added.Length; next++)
        {
            merged.Add(added[next].Key);
        }

        return merged.ToImmutable();
    }
}
