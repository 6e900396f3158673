namespace Istio.Xds.Resources;

/// <summary>A type of resource and how it is served.</summary>
/// <param name="Metric">Value of the label <c>type</c> in istiod's metrics.</param>
/// <param name="AnnouncesMissing">A subscribed name that does not exist comes back as removed, so that the client need not wait for a timeout.</param>
public sealed record ResourceType(string TypeUrl, string Metric, SubscriptionRule Rule, bool AnnouncesMissing = true)
{
    public override string ToString() => Metric;
}
