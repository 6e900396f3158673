using System.Collections.Immutable;

namespace Istio.Xds.Resources;

/// <summary>What one client may see: a set for each type it can ask for. Immutable, shared by all clients of a class.</summary>
/// <param name="Version">Names the push in responses (<c>system_version_info</c>, <c>version_info</c>); says nothing about content.</param>
public sealed record ResourceView(string Version, ImmutableDictionary<string, ResourceSet> Sets)
{
    public static ResourceView Empty { get; } = new("", ImmutableDictionary.Create<string, ResourceSet>(StringComparer.Ordinal));

    /// <summary>The set that clients of <paramref name="type"/> are served from, in the form of <see cref="ResourceType.FormOf"/>.</summary>
    public ResourceSet Of(ResourceType type) => Sets.GetValueOrDefault((type.Container ?? type).TypeUrl, ResourceSet.Empty);

    /// <exception cref="ArgumentException"><paramref name="type"/> has no set of its own.</exception>
    public ResourceView With(ResourceType type, ResourceSet set) => type.Container is null
        ? this with { Sets = Sets.SetItem(type.TypeUrl, set) }
        : throw new ArgumentException($"{type.TypeUrl} is served from the set of {type.Container.TypeUrl}", nameof(type));
}
