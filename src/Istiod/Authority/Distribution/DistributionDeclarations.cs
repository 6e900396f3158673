using Istio.Core.Settings;

namespace Istiod.Authority.Distribution;

/// <summary>The settings of what brings the roots to the namespaces.</summary>
internal static class DistributionDeclarations
{
    public static readonly Variable<string> ConfigMapName = new(
        "PILOT_CA_CERT_CONFIGMAP", "istio-ca-root-cert", SettingTypes.Text, "name of the ConfigMap with the roots in every namespace");

    public static SettingsSection Section { get; } = new("Root certificate distribution", [ConfigMapName]);
}
