using System.Collections.Immutable;

namespace Istio.Xds.Resources;

/// <summary>What one client may see: a set for each type it can ask for. Immutable, shared by all clients of a class.</summary>
/// <param name="Version">Names the push in responses (<c>system_version_info</c>, <c>version_info</c>); says nothing about content.</param>
public sealed record ResourceView(string Version, ImmutableDictionary<string, ResourceSet> Sets)
{
    public static ResourceView Empty { get; } = new("", ImmutableDictionary.Create<string, ResourceSet>(StringComparer.Ordinal));

    public ResourceSet Of(ResourceType type) => Sets.GetValueOrDefault(type.TypeUrl, ResourceSet.Empty);

    public ResourceView With(ResourceType type, ResourceSet set) => this with { Sets = Sets.SetItem(type.TypeUrl, set) };
}
