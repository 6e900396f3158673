using System.Collections.Frozen;
using Istio.Core.Settings;
using Istiod.Authority;
using Istiod.Authority.Distribution;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Registry;
using Istiod.Registry.Cluster;
using Istiod.Serving;

namespace Istiod.Settings;

/// <summary>
/// Every setting of istiod, from the parts that declare them. Names, defaults and meaning are those of Istio 1.28.4 unless a help text says otherwise.
/// </summary>
internal static class IstiodDeclarations
{
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        InstanceDeclarations.Section,
        RegistryDeclarations.Section,
        ClusterDeclarations.Section,
        DistributionDeclarations.Section,
        ServingDeclarations.Section,
        DiscoveryDeclarations.Section,
        AuthorityDeclarations.Section,
        DebugDeclarations.Section,
        LogDeclarations.Section,
    ];

    public static FrozenSet<string> FlagNames { get; } = Sections.SelectMany(section => section.Settings).OfType<Flag>().Select(flag => flag.Name).ToFrozenSet();

    public static FrozenSet<string> VariableNames { get; } = Sections.SelectMany(section => section.Settings).SelectMany(setting => setting.VariableNames).ToFrozenSet();
}
