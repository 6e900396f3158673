namespace Istio.Core.Names;

/// <summary>Type URLs of the resources that xDS carries.</summary>
public static class TypeUrls
{
    public const string Cluster = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
    public const string Endpoint = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
    public const string Listener = "type.googleapis.com/envoy.config.listener.v3.Listener";
    public const string Route = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";
    public const string Secret = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";
    public const string ExtensionConfig = "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig";
    public const string NameTable = "type.googleapis.com/istio.networking.nds.v1.NameTable";
    public const string ProxyConfig = "type.googleapis.com/istio.mesh.v1alpha1.ProxyConfig";
    public const string Address = "type.googleapis.com/istio.workload.Address";
    public const string Workload = "type.googleapis.com/istio.workload.Workload";
    public const string Authorization = "type.googleapis.com/istio.security.Authorization";
    public const string HealthInformation = "type.googleapis.com/istio.v1.HealthInformation";
    public const string Debug = "istio.io/debug";
}
