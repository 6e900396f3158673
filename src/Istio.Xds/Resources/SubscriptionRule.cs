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
