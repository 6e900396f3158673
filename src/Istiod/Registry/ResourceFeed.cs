using Istio.Collections;
using Istio.Xds.Resources;

namespace Istiod.Registry;

/// <summary>Carries the changes of tables of resources over into one set that clients are served from. A name is in one of the tables at most.</summary>
internal sealed class ResourceFeed : IDisposable
{
    private readonly List<EncodedResource> _changed = [];
    private readonly List<string> _removed = [];
    private readonly IDisposable[] _subscriptions;

    public ResourceFeed(params Table<string, EncodedResource>[] tables) => _subscriptions = [.. tables.Select(table => table.Subscribe(Collect))];

    /// <summary>The set after the commit that just ran; the same one when no table changed.</summary>
    public ResourceSet Apply(ResourceSet set)
    {
        if (_changed.Count + _removed.Count == 0)
        {
            return set;
        }

        // Removals first: a resource that moves from one table to the other is in both lists.
        var next = set.With(_changed, _removed);
        _changed.Clear();
        _removed.Clear();
        return next;
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private void Collect(long revision, ReadOnlySpan<Change<string, EncodedResource>> changes)
    {
        foreach (ref readonly var change in changes)
        {
            if (change.New is { } resource)
            {
                _changed.Add(resource);
            }
            else
            {
                _removed.Add(change.Key);
            }
        }
    }
}
