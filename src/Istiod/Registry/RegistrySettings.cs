using Istio.Core.Settings;
using Istiod.Settings;

namespace Istiod.Registry;

/// <summary>Where configuration comes from and when a change goes out.</summary>
internal sealed record RegistrySettings
{
    /// <summary>Folder of YAML files, with all folders below.</summary>
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
    public static RegistrySettings Read(SettingsReader settings) => new()
    {
        ConfigDirectory = ReadConfigDirectory(settings),
        MeshConfigFile = settings.Read(RegistryDeclarations.MeshConfigFile),
        NamesMeshConfig = settings.IsGiven(RegistryDeclarations.MeshConfigFile),
        Domain = settings.Read(RegistryDeclarations.Domain),
        DebounceAfter = settings.Read(RegistryDeclarations.DebounceAfter),
        DebounceMax = settings.Read(RegistryDeclarations.DebounceMax),
        UsesAllocatedAddresses = settings.Read(RegistryDeclarations.UsesAllocatedAddresses),
    };

    private static string ReadConfigDirectory(SettingsReader settings)
    {
        if (settings.Read(RegistryDeclarations.Registries) is { Length: > 0 } registries)
        {
            throw new SettingsException($"--registries is '{registries}': only the files of --configDir are supported yet");
        }

        return settings.Read(RegistryDeclarations.ConfigDirectory) is { Length: > 0 } folder
            ? folder
            : throw new SettingsException("--configDir is missing: configuration from a Kubernetes API server is not supported yet");
    }
}
