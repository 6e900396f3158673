namespace Istio.Model.Kinds;

/// <summary>The kinds of objects that the mesh reads. MeshConfig is no object: it has no name.</summary>
public enum ObjectKind
{
    Namespace,
    Node,
    Service,
    EndpointSlice,
    Pod,
    ServiceAccount,
    ServiceEntry,
    WorkloadEntry,
    PeerAuthentication,
    AuthorizationPolicy,
    Gateway,
    GatewayClass,
}
