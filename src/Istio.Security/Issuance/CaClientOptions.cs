using Istio.Security.ControlPlane;

namespace Istio.Security.Issuance;

public sealed record CaClientOptions
{
    public required ControlPlaneOptions ControlPlane { get; init; }

    /// <summary>Asked for (<c>SECRET_TTL</c>); the CA may give less.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// True for a node's proxy, which asks in the name of its workloads (metadata <c>ImpersonatedIdentity</c>); false for a proxy that has one
    /// identity, its token's.
    /// </summary>
    public bool Impersonate { get; init; }

    /// <summary>For one call, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
