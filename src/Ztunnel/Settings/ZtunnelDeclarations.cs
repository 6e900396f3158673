using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>Every variable of ztunnel. Names, defaults and meaning are those of Istio 1.28.4 unless a help text says otherwise.</summary>
internal static class ZtunnelDeclarations
{
    public static IReadOnlyList<SettingsSection> Sections { get; } =
        [InstanceDeclarations.Section, ControlPlaneDeclarations.Section, TrafficDeclarations.Section, ProcessDeclarations.Section];
}
