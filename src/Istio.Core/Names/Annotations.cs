namespace Istio.Core.Names;

/// <summary>Annotations that Istio reads from objects.</summary>
public static class Annotations
{
    /// <summary><c>enabled</c> on a pod whose traffic ztunnel captures.</summary>
    public const string AmbientRedirection = "ambient.istio.io/redirection";

    public const string WaypointInboundBinding = "ambient.istio.io/waypoint-inbound-binding";

    /// <summary><c>true</c> on an AuthorizationPolicy that is only to be reported, never enforced.</summary>
    public const string DryRun = "istio.io/dry-run";

    public const string ExportTo = "networking.istio.io/exportTo";

    public const string TrafficDistribution = "networking.istio.io/traffic-distribution";

    public const string KubernetesServiceAccounts = "alpha.istio.io/kubernetes-serviceaccounts";

    public const string CanonicalServiceAccounts = "alpha.istio.io/canonical-serviceaccounts";

    /// <summary>On a WorkloadEntry that istiod made for a machine: the WorkloadGroup it made it from.</summary>
    public const string AutoRegistrationGroup = "istio.io/autoRegistrationGroup";

    /// <summary>On a Gateway that runs elsewhere: the service account whose identity it shows.</summary>
    public const string GatewayServiceAccount = "gateway.istio.io/service-account";
}
