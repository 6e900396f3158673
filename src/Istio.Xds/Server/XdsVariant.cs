namespace Istio.Xds.Server;

/// <summary>The two forms of the aggregated discovery protocol.</summary>
public enum XdsVariant
{
    /// <summary><c>DeltaAggregatedResources</c>: what changed, and names removed.</summary>
    Delta,

    /// <summary><c>StreamAggregatedResources</c>: for most types all resources each time.</summary>
    StateOfTheWorld,
}
