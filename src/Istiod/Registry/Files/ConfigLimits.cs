using Istio.Core.Files;

namespace Istiod.Registry.Files;

/// <summary>How much of a configuration folder is read: far more than any mesh needs, and far less than a folder given by mistake may hold.</summary>
internal sealed record ConfigLimits
{
    public static ConfigLimits Default { get; } = new();

    /// <summary>Bytes of one file.</summary>
    public int FileLength { get; init; } = RegularFile.ConfigurationFile;

    /// <summary>Bytes of all files together.</summary>
    public long TotalLength { get; init; } = 1L << 30;

    /// <summary>Files of configuration.</summary>
    public int Files { get; init; } = 100_000;

    /// <summary>Entries of all folders together, whatever they are.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>Folders within each other.</summary>
    public int Depth { get; init; } = 64;
}
