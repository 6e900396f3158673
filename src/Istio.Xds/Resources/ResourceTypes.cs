using Istio.Core.Names;

namespace Istio.Xds.Resources;

/// <summary>The types in sending order: that of Istio, made so that what is referred to arrives before what refers to it.</summary>
public static class ResourceTypes
{
    public static ResourceType Cluster { get; } = new(TypeUrls.Cluster, "cds", SubscriptionRule.WholeSet);

    public static ResourceType Endpoint { get; } = new(TypeUrls.Endpoint, "eds", SubscriptionRule.Named);

    public static ResourceType Listener { get; } = new(TypeUrls.Listener, "lds", SubscriptionRule.WholeSet);

    public static ResourceType Route { get; } = new(TypeUrls.Route, "rds", SubscriptionRule.Named);

    public static ResourceType Secret { get; } = new(TypeUrls.Secret, "sds", SubscriptionRule.Named);

    public static ResourceType Address { get; } = new(TypeUrls.Address, "wds", SubscriptionRule.WildcardOrOnDemand);

    /// <summary>The addresses that are workloads, without the message around them.</summary>
    public static ResourceType Workload { get; } = new(TypeUrls.Workload, "wds", SubscriptionRule.WildcardOrOnDemand, Container: Address);

    public static ResourceType Authorization { get; } = new(TypeUrls.Authorization, "wads", SubscriptionRule.WildcardOrOnDemand);

    public static ResourceType ExtensionConfig { get; } = new(TypeUrls.ExtensionConfig, "ecds", SubscriptionRule.Named, AnnouncesMissing: false);

    public static ResourceType NameTable { get; } = new(TypeUrls.NameTable, "nds", SubscriptionRule.WholeSet);

    public static ResourceType ProxyConfig { get; } = new(TypeUrls.ProxyConfig, "pcds", SubscriptionRule.WholeSet);

    public static IReadOnlyList<ResourceType> SendingOrder { get; } =
        [Cluster, Endpoint, Listener, Route, Secret, Address, Workload, Authorization, ExtensionConfig, NameTable, ProxyConfig];

    /// <summary>
    /// An unknown type is served as an empty set, as Istio does: a client that asks for more than we have still starts. All of them share one label in
    /// metrics, or clients would choose how many series there are.
    /// </summary>
    public static ResourceType Of(string typeUrl) => Find(typeUrl) ?? new(typeUrl, "unknown", SubscriptionRule.WholeSet);

    /// <summary>One of <see cref="SendingOrder"/>.</summary>
    public static bool IsKnown(string typeUrl) => Find(typeUrl) is not null;

    private static ResourceType? Find(string typeUrl)
    {
        foreach (var type in SendingOrder)
        {
            if (type.TypeUrl == typeUrl)
            {
                return type;
            }
        }

        return null;
    }
}
