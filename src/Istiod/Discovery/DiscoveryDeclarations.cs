using Istio.Core.Settings;
using Istiod.Settings;

namespace Istiod.Discovery;

/// <summary>The settings of xDS streams and of who may open one.</summary>
internal static class DiscoveryDeclarations
{
    // The formula of Istio for a value of 0.
    private const string ByProcessors = "0: 15 + 5 × processors, at most 100";

    public static readonly Variable<int> PushThrottle = new("PILOT_PUSH_THROTTLE", 0, SettingTypes.Number, "clients written to at a time", ByProcessors);

    public static readonly Variable<int> MaxStreamsPerSecond = new(
        "PILOT_MAX_REQUESTS_PER_SECOND", 0, SettingTypes.Number, "new streams accepted per second", ByProcessors);

    public static readonly Flag<TimeSpan?> MaxStreamAge = new(
        "keepaliveMaxServerConnectionAge",
        null,
        SettingTypes.Optional(FlagTypes.Duration),
        "a stream older than this is ended, so that clients spread over replicas",
        "never");

    public static readonly Variable<bool> Authenticates = new("XDS_AUTH", true, SettingTypes.Switch, "streams over TLS must authenticate");

    public static readonly Variable<bool> AuthenticatesPlaintext = new("XDS_AUTH_PLAINTEXT", false, SettingTypes.Switch, "streams in clear must authenticate too");

    public static readonly Variable<bool> ChecksIdentity = new(
        "PILOT_ENABLE_XDS_IDENTITY_CHECK", true, SettingTypes.Switch, "a client must be the workload that its node names");

    public static readonly Variable<bool> ServesAmbient = new(
        "PILOT_ENABLE_AMBIENT", true, SettingTypes.Switch, "serve ztunnels; on by default, for ztunnels are what this version serves (Istio's own default is false, its ambient profile sets it)");

    public static SettingsSection Section { get; } =
        new("Discovery", [PushThrottle, MaxStreamsPerSecond, MaxStreamAge, Authenticates, AuthenticatesPlaintext, ChecksIdentity, ServesAmbient]);
}
