namespace Istio.Core.Names;

/// <summary>Labels that Istio reads from objects.</summary>
public static class Labels
{
    public const string DataplaneMode = "istio.io/dataplane-mode";
    public const string UseWaypoint = "istio.io/use-waypoint";
    public const string UseWaypointNamespace = "istio.io/use-waypoint-namespace";
    public const string WaypointFor = "istio.io/waypoint-for";
    public const string Revision = "istio.io/rev";
    public const string GatewayManaged = "gateway.istio.io/managed";
    public const string Tunnel = "networking.istio.io/tunnel";

    /// <summary>Of a ServiceEntry: <c>false</c>, in any case, when it must not have addresses that Istio allocates.</summary>
    public const string EnableAutoAllocateIp = "networking.istio.io/enable-autoallocate-ip";
    public const string Network = "topology.istio.io/network";
    public const string Subzone = "topology.istio.io/subzone";
    public const string Cluster = "topology.istio.io/cluster";
    public const string Region = "topology.kubernetes.io/region";
    public const string Zone = "topology.kubernetes.io/zone";
    public const string CanonicalName = "service.istio.io/canonical-name";
    public const string CanonicalRevision = "service.istio.io/canonical-revision";

    /// <summary>The name of the workload, instead of the one of whatever made it.</summary>
    public const string WorkloadName = "service.istio.io/workload-name";
    public const string TlsMode = "security.istio.io/tlsMode";
    public const string AppName = "app.kubernetes.io/name";
    public const string AppVersion = "app.kubernetes.io/version";
    public const string App = "app";
    public const string Version = "version";
    public const string ServiceName = "kubernetes.io/service-name";
    public const string GatewayName = "gateway.networking.k8s.io/gateway-name";
}
