using Istio.Core.Settings;
using Istiod.Registry.Cluster;
using Istiod.Settings;

namespace Istiod.Registry;

/// <summary>Where configuration comes from and when a change goes out.</summary>
internal sealed record RegistrySettings
{
    /// <summary>The API server that is read; null for none.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>Folder of YAML files, with all folders below; empty for none.</summary>
    public required string ConfigDirectory { get; init; }

    public required string MeshConfigFile { get; init; }

    /// <summary>
    /// The operator named the file: istiod is not ready before it was there once without an error, and keeps its settings when the file goes away.
    /// </summary>
    public required bool NamesMeshConfig { get; init; }

    /// <summary>DNS suffix of services.</summary>
    public required string Domain { get; init; }

    /// <summary>The most that a change waits for pushes before it, and how long a file written in place must be quiet before it is read.</summary>
    public required TimeSpan DebounceAfter { get; init; }

    /// <summary>The most that a file written in place waits for quiet.</summary>
    public required TimeSpan DebounceMax { get; init; }

    public required bool UsesAllocatedAddresses { get; init; }

    /// <exception cref="SettingsException">Names the flag or variable that cannot be used.</exception>
    public static RegistrySettings Read(SettingsReader settings)
    {
        var folder = settings.Read(RegistryDeclarations.ConfigDirectory);
        return new()
        {
            Cluster = ClusterSettings.Read(settings, hasFiles: folder.Length > 0),
            ConfigDirectory = folder,
            MeshConfigFile = settings.Read(RegistryDeclarations.MeshConfigFile),
            NamesMeshConfig = settings.IsGiven(RegistryDeclarations.MeshConfigFile),
            Domain = settings.Read(RegistryDeclarations.Domain),
            DebounceAfter = settings.Read(RegistryDeclarations.DebounceAfter),
            DebounceMax = settings.Read(RegistryDeclarations.DebounceMax),
            UsesAllocatedAddresses = settings.Read(RegistryDeclarations.UsesAllocatedAddresses),
        };
    }
}
