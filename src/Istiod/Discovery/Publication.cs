using System.Collections.Concurrent;
using System.Collections.Immutable;
using Istio.Core.Values;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>
/// Everything published at one moment: a set of resources for each type of each layer, and a view for each class of clients, made when the first client of the
/// class needs it. Any thread may hold it.
/// </summary>
internal sealed class Publication
{
    private readonly ImmutableDictionary<Layer, ImmutableDictionary<string, ResourceSet>> _sets;

    // Sets of classes that see a type in several layers: as carried over from the former publication, and those that a view of this one is made of.
    private readonly IReadOnlyDictionary<ComposedKey, ResourceSet> _carried;
    private readonly ConcurrentDictionary<ComposedKey, ResourceSet> _composed = new();
    private readonly ConcurrentDictionary<ProxyClass, ResourceView> _views = new();

    private Publication(
        string version, ImmutableDictionary<Layer, ImmutableDictionary<string, ResourceSet>> sets, IReadOnlyDictionary<ComposedKey, ResourceSet> carried) =>
        (Version, _sets, _carried) = (version, sets, carried);

    /// <summary>Before the first publication.</summary>
    public static Publication Empty { get; } = new(
        "", ImmutableDictionary<Layer, ImmutableDictionary<string, ResourceSet>>.Empty, ImmutableDictionary<ComposedKey, ResourceSet>.Empty);

    /// <summary>Names it in responses.</summary>
    public string Version { get; }

    /// <summary>The one that follows. Each set knows what changed in it, the composed ones that clients use as well.</summary>
    public Publication Next(string version, IReadOnlyDictionary<LayerType, LayerChange> changes)
    {
        var sets = _sets;
        foreach (var (type, change) in changes)
        {
            var ofLayer = sets.GetValueOrDefault(type.Layer, NoSets);
            var next = ofLayer.GetValueOrDefault(type.TypeUrl, ResourceSet.Empty).With(change.Changed, change.Removed);
            sets = sets.SetItem(type.Layer, ofLayer.SetItem(type.TypeUrl, next));
        }

        return new(version, sets, _composed.ToDictionary(static pair => pair.Key, pair => Advance(pair.Key, pair.Value, changes)));
    }

    /// <summary>What clients of the class see.</summary>
    public ResourceView ViewOf(ProxyClass proxies) => _views.GetOrAdd(proxies, static (proxies, publication) => publication.Make(proxies), this);

    private static ImmutableDictionary<string, ResourceSet> NoSets { get; } = ImmutableDictionary.Create<string, ResourceSet>(StringComparer.Ordinal);

    // Removals first: a resource that moves from one layer to the other is in both lists.
    private static ResourceSet Advance(ComposedKey key, ResourceSet set, IReadOnlyDictionary<LayerType, LayerChange> changes)
    {
        LayerChange[] own = [.. key.Layers.Select(layer => changes.GetValueOrDefault(new(layer, key.TypeUrl), LayerChange.None))];
        return Array.TrueForAll(own, static change => change.IsEmpty)
            ? set
            : set.With(own.SelectMany(static change => change.Changed), own.SelectMany(static change => change.Removed));
    }

    private ResourceView Make(ProxyClass proxies)
    {
        var view = ResourceView.Empty.Sets.ToBuilder();
        var layersOf = proxies.Layers
            .SelectMany(layer => _sets.GetValueOrDefault(layer, NoSets).Keys.Select(typeUrl => new LayerType(layer, typeUrl)))
            .GroupBy(static type => type.TypeUrl, static type => type.Layer, StringComparer.Ordinal);
        foreach (var layers in layersOf)
        {
            view[layers.Key] = SetOf(new(layers.ToValueList(), layers.Key));
        }

        return new(Version, view.ToImmutable());
    }

    private ResourceSet SetOf(ComposedKey key) => key.Layers is [var only]
        ? _sets[only][key.TypeUrl]
        : _composed.GetOrAdd(key, static (key, publication) => publication._carried.GetValueOrDefault(key) ?? publication.Compose(key), this);

    private ResourceSet Compose(ComposedKey key) => ResourceSet.Of(key.Layers.SelectMany(layer => _sets[layer][key.TypeUrl].Resources.Values));

    /// <param name="Layers">Two or more, in the order of the class.</param>
    private sealed record ComposedKey(ValueList<Layer> Layers, string TypeUrl);
}
