using Istiod.Settings;

namespace Istiod.Authority.Distribution;

/// <summary>What the distribution of the roots can be told.</summary>
internal sealed record DistributionSettings
{
    /// <summary>In every namespace.</summary>
    public string ConfigMapName { get; init; } = DistributionDeclarations.ConfigMapName.Default;

    /// <summary>Where the lock of the distribution is: istiod's own namespace.</summary>
    public required string SystemNamespace { get; init; }

    /// <summary>How often every namespace is looked at although nothing of it has changed, which takes no request while all is right.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromMinutes(10);

    public static DistributionSettings Read(SettingsReader settings, InstanceSettings instance) => new()
    {
        ConfigMapName = settings.Read(DistributionDeclarations.ConfigMapName),
        SystemNamespace = instance.Namespace,
    };
}
