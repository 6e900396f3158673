using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>The settings that say which istiod this is.</summary>
internal static class InstanceDeclarations
{
    public static readonly Flag<string> Namespace = new(
        "namespace",
        new Variable<string>("POD_NAMESPACE", "istio-system", SettingTypes.Text, "istiod's own namespace"),
        SettingTypes.Text,
        "istiod's own namespace, also in the names of its serving certificate; -n is the same flag");

    public static readonly Flag<string> ClusterId = new(
        "clusterID",
        new Variable<string>("CLUSTER_ID", "Kubernetes", SettingTypes.Text, "name of the cluster"),
        SettingTypes.Text,
        "name of the cluster whose objects the configuration describes");

    public static readonly Variable<string> Revision = new("REVISION", "default", SettingTypes.Text, "name of this revision of istiod, for one more name of its serving certificate");

    public static SettingsSection Section { get; } = new("Instance", [Namespace, ClusterId, Revision]);
}
