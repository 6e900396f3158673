using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>The variables that say which ztunnel this is and whom it serves.</summary>
internal static class InstanceDeclarations
{
    public static readonly Variable<bool> Proxy = new("ENABLE_PROXY", true, VariableTypes.Switch, "run the proxy at all");

    public static readonly Variable<ProxyMode?> Mode = new(
        "PROXY_MODE",
        null,
        VariableTypes.Mode,
        "dedicated serves PROXY_WORKLOAD_INFO, standalone (ours, beside Istio's modes) every workload of NODE_NAME; shared is refused in this version",
        "shared");

    public static readonly Variable<ServedWorkload?> Workload = new(
        "PROXY_WORKLOAD_INFO", null, VariableTypes.Workload, "namespace/name/serviceaccount of the workload that a dedicated proxy serves");

    public static readonly Variable<string> Node = new("NODE_NAME", "", VariableTypes.Text, "name of the node; standalone mode needs it");

    public static readonly Variable<string> Network = new("NETWORK", "", VariableTypes.Text, "network of this ztunnel");

    public static readonly Variable<string> ClusterId = new("CLUSTER_ID", "Kubernetes", VariableTypes.Text, "name of the cluster");

    public static readonly Variable<string?> MetadataClusterId = new("ISTIO_META_CLUSTER_ID", null, VariableTypes.OptionalText, "name of the cluster, wins over CLUSTER_ID");

    public static readonly Variable<string> ClusterDomain = new("CLUSTER_DOMAIN", "cluster.local", VariableTypes.Text, "DNS suffix of services");

    public static readonly Variable<string> InstanceIp = new(
        "INSTANCE_IP", "1.1.1.1", VariableTypes.Text, "own address; a standalone proxy has its pages there, on 127.0.0.1 when it is not set");

    public static readonly Variable<string> PodName = new("POD_NAME", "", VariableTypes.Text, "own pod");

    public static readonly Variable<string> PodNamespace = new("POD_NAMESPACE", "", VariableTypes.Text, "namespace of the own pod");

    public static readonly Variable<string> ServiceAccount = new("SERVICE_ACCOUNT", "", VariableTypes.Text, "service account of the own pod");

    public static readonly Variable<string> TrustDomain = new("TRUST_DOMAIN", "cluster.local", VariableTypes.Text, "trust domain of the own identity");

    public static SettingsSection Section { get; } = new(
        "Instance",
        [
            Proxy, Mode, Workload, Node, Network, ClusterId, MetadataClusterId, ClusterDomain, InstanceIp, PodName, PodNamespace, ServiceAccount, TrustDomain,
        ]);
}
