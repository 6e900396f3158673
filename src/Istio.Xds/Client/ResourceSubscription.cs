namespace Istio.Xds.Client;

/// <summary>Interest in one type.</summary>
/// <param name="Apply">
/// Applies an update and names what it could not use. Called on the client's loop, one update at a time. When it throws, it must have changed nothing: the
/// whole response is rejected.
/// </param>
/// <param name="OnDemand">Nothing is sent until <see cref="AdsClient.Demand"/> asks for a name.</param>
/// <param name="IsOptional">Readiness does not wait for the first response: the server may not serve this type.</param>
public sealed record ResourceSubscription(
    string TypeUrl, Func<ResourceUpdate, IReadOnlyList<Rejection>> Apply, bool OnDemand = false, bool IsOptional = false);
