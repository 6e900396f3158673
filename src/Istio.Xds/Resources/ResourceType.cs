namespace Istio.Xds.Resources;

/// <summary>What a list of names means in a subscription to a type.</summary>
public enum SubscriptionRule
{
    /// <summary>Every subscriber gets the whole set, even one that named some (CDS, LDS, NDS, PCDS in Istio).</summary>
    WholeSet,

    /// <summary>Only what was named; no wildcard.</summary>
    Named,

    /// <summary>The whole set with <c>*</c>; else what was named by name, alias or group (the workload types).</summary>
    WildcardOrOnDemand,
}

/// <summary>A type of resource and how it is served.</summary>
/// <param name="Metric">Value of the label <c>type</c> in istiod's metrics.</param>
/// <param name="AnnouncesMissing">A subscribed name that does not exist comes back as removed, so that the client need not wait for a timeout.</param>
public sealed record ResourceType(string TypeUrl, string Metric, SubscriptionRule Rule, bool AnnouncesMissing = true)
{
    public override string ToString() => Metric;
}
