using Istio.Core.Settings;

namespace Istiod.Registry;

/// <summary>The settings of where configuration comes from and when a change goes out.</summary>
internal static class RegistryDeclarations
{
    public static readonly Flag<string> ConfigDirectory = new(
        "configDir", "", SettingTypes.Text, "folder of YAML files, with all folders below; beside an API server, whose objects give way to those of the files");

    public static readonly Flag<string> MeshConfigFile = new(
        "meshConfig",
        "./etc/istio/config/mesh",
        SettingTypes.Text,
        "file with the mesh configuration; when the flag is given istiod is not ready before the file was there once without an error, otherwise its defaults apply while there is none");

    public static readonly Flag<string> Domain = new("domain", "cluster.local", SettingTypes.Text, "DNS suffix of services");

    public static readonly Variable<TimeSpan> DebounceAfter = new(
        "PILOT_DEBOUNCE_AFTER",
        TimeSpan.FromMilliseconds(100),
        SettingTypes.Duration,
        "the most that a change waits for pushes before it, and how long a file written in place must be quiet before it is read");

    public static readonly Variable<TimeSpan> DebounceMax = new(
        "PILOT_DEBOUNCE_MAX", TimeSpan.FromSeconds(10), SettingTypes.Duration, "the most that a file written in place waits for quiet");

    public static readonly Variable<bool> UsesAllocatedAddresses = new(
        "PILOT_ENABLE_IP_AUTOALLOCATE", true, SettingTypes.Switch, "use the addresses in the status of a ServiceEntry; none are allocated here");

    public static SettingsSection Section { get; } =
        new("Configuration", [ConfigDirectory, MeshConfigFile, Domain, DebounceAfter, DebounceMax, UsesAllocatedAddresses]);
}
