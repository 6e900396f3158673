namespace Istio.Model.Kinds;

/// <summary>The version under which Istio 1.28.4 shows objects of a kind, whatever version they were written in.</summary>
public static class ApiVersions
{
    /// <summary><c>GROUP/VERSION</c>, or the version alone for Kubernetes' core group.</summary>
    public static string Of(ObjectKind kind) => kind switch
    {
        ObjectKind.EndpointSlice => "discovery.k8s.io/v1",
        ObjectKind.ServiceEntry or ObjectKind.WorkloadEntry => "networking.istio.io/v1",
        ObjectKind.PeerAuthentication or ObjectKind.AuthorizationPolicy => "security.istio.io/v1",
        ObjectKind.Gateway or ObjectKind.GatewayClass => "gateway.networking.k8s.io/v1beta1",
        _ => "v1",
    };
}
