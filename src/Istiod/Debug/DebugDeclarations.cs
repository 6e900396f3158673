using Istio.Core.Settings;

namespace Istiod.Debug;

/// <summary>The settings of the debug pages.</summary>
internal static class DebugDeclarations
{
    public static readonly Variable<bool> OnHttp = new("ENABLE_DEBUG_ON_HTTP", true, SettingTypes.Switch, "debug pages on --httpAddr");

    public static readonly Variable<bool> ByNamespace = new(
        "ENABLE_DEBUG_ENDPOINT_AUTH", true, SettingTypes.Switch, "callers outside the root namespace see their own proxies only");

    public static SettingsSection Section { get; } = new("Debug pages", [OnHttp, ByNamespace]);
}
