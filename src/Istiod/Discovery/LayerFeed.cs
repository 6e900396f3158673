using Istio.Collections;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>Gathers what changed in the table of everything published, by layer and type. For the loop that commits.</summary>
internal sealed class LayerFeed : IDisposable
{
    private readonly IDisposable _subscription;
    private Dictionary<LayerType, LayerChange> _changes = [];

    public LayerFeed(Table<ResourceKey, EncodedResource> published) => _subscription = published.Subscribe(Collect);

    /// <summary>What changed since the last call.</summary>
    public IReadOnlyDictionary<LayerType, LayerChange> Take()
    {
        var taken = _changes;
        _changes = [];
        return taken;
    }

    public void Dispose() => _subscription.Dispose();

    private void Collect(long revision, ReadOnlySpan<Change<ResourceKey, EncodedResource>> changes)
    {
        foreach (ref readonly var change in changes)
        {
            var of = Of(new(change.Key.Layer, change.Key.TypeUrl));
            if (change.New is { } resource)
            {
                of.Changed.Add(resource);
            }
            else
            {
                of.Removed.Add(change.Key.Name);
            }
        }
    }

    private LayerChange Of(LayerType type)
    {
        if (!_changes.TryGetValue(type, out var change))
        {
            _changes[type] = change = new([], []);
        }

        return change;
    }
}
