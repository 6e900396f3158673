namespace Istio.Xds.Resources;

/// <summary>A type of resource and how it is served.</summary>
/// <param name="Metric">Value of the label <c>type</c> in istiod's metrics.</param>
/// <param name="AnnouncesMissing">A subscribed name that does not exist comes back as removed, so that the client need not wait for a timeout.</param>
/// <param name="Container">The type whose resources hold those of this one; names mean in both types the same. Null for a type with a set of its own.</param>
public sealed record ResourceType(
    string TypeUrl, string Metric, SubscriptionRule Rule, bool AnnouncesMissing = true, ResourceType? Container = null)
{
    /// <summary>What a client of this type is sent of a resource in the set that it is served from; null for nothing.</summary>
    public EncodedResource? FormOf(EncodedResource resource) => Container is null ? resource : resource.Inner;

    /// <summary>What a client of this type is sent of a whole set, one list shared by all responses.</summary>
    public IReadOnlyList<EncodedResource> AllOf(ResourceSet set) => Container is null ? set.All : set.AllInner;

    public override string ToString() => Metric;
}
