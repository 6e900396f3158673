using Istiod.Registry;

namespace Istiod.Tests.Registry;

/// <summary>Settings of a registry that reads what was written without a long wait.</summary>
internal static class SampleRegistry
{
    /// <param name="meshConfigFile">By default one that is not there.</param>
    public static RegistrySettings Of(string configDirectory, string meshConfigFile = "none") => new()
    {
        ConfigDirectory = configDirectory,
        MeshConfigFile = meshConfigFile,
        NamesMeshConfig = false,
        Domain = "cluster.local",
        DebounceAfter = TimeSpan.FromMilliseconds(10),
        DebounceMax = TimeSpan.FromSeconds(1),
        UsesAllocatedAddresses = true,
    };
}
