using Istio.Core.Settings;

namespace Istiod.Registry.Cluster;

/// <summary>The settings of the Kubernetes API server that istiod reads.</summary>
internal static class ClusterDeclarations
{
    public static readonly Flag<string> Registries = new(
        "registries",
        "Kubernetes",
        SettingTypes.Text,
        "Kubernetes, or empty: objects come from the files of --configDir alone; without the flag they also do when --configDir is given outside a cluster");

    public static readonly Flag<string> Kubeconfig = new(
        "kubeconfig",
        new Variable<string>("KUBECONFIG", "", SettingTypes.Text, "path of a kubeconfig"),
        SettingTypes.Text,
        "path of the kubeconfig that names the API server; without one it is that of the cluster that istiod runs in");

    public static readonly Variable<string> ServiceHost = new(
        "KUBERNETES_SERVICE_HOST", "", SettingTypes.Text, "address of the API server of the cluster that istiod runs in; Kubernetes sets it");

    public static readonly Variable<string> ServicePort = new("KUBERNETES_SERVICE_PORT", "443", SettingTypes.Text, "its port; Kubernetes sets it");

    public static readonly Variable<string> WatchedNamespace = new(
        "ISTIO_WATCH_NAMESPACE", "", SettingTypes.Text, "the only namespace whose objects are read; empty for all");

    public static readonly Variable<string> SharedMeshConfig = new(
        "SHARED_MESH_CONFIG", "", SettingTypes.Text, "name of a ConfigMap whose mesh configuration lies beneath that of this revision");

    public static readonly Variable<string> PodName = new("POD_NAME", "", SettingTypes.Text, "istiod's own pod, by which it is known where one of several istiods leads", "the names of host and process");

    public static readonly Variable<bool> ElectsLeaders = new(
        "ENABLE_LEADER_ELECTION", true, SettingTypes.Switch, "of several istiods one does what must be done once; false: each does all of it");

    public static readonly Flag<int> WritesPerSecond = new(
        "kubernetesApiQPS", 80, SettingTypes.NumberFrom(1, 100_000, "a number above 0"), "writes to the API server a second, in the long run");

    public static readonly Flag<int> WriteBurst = new(
        "kubernetesApiBurst", 160, SettingTypes.NumberFrom(1, 100_000, "a number above 0"), "writes to the API server at once, after a rest");

    public static SettingsSection Section { get; } = new(
        "Kubernetes",
        [Registries, Kubeconfig, ServiceHost, ServicePort, WatchedNamespace, SharedMeshConfig, PodName, ElectsLeaders, WritesPerSecond, WriteBurst]);
}
