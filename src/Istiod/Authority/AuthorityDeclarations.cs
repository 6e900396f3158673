using Istio.Core.Settings;
using Istio.Core.Values;

namespace Istiod.Authority;

/// <summary>The settings of the certificate authority.</summary>
internal static class AuthorityDeclarations
{
    public static readonly Variable<string> RootCaDirectory = new("ROOT_CA_DIR", "./etc/cacerts", SettingTypes.Text, "folder where a plugged-in CA is looked for");

    public static readonly Variable<string> SelfSignedDirectory = new(
        "CITADEL_SELF_SIGNED_CA_DIR",
        "",
        SettingTypes.Text,
        "(ours) folder that keeps the self-signed CA; without one the cluster does, and without a cluster it is in memory only: after a restart certificates issued before no longer verify");

    public static readonly Variable<bool> UsesCaCertsSecret = new(
        "USE_CACERTS_FOR_SELF_SIGNED_CA", false, SettingTypes.Switch, "a self-signed CA that is made in a cluster goes into the Secret cacerts instead of istio-ca-secret");

    public static readonly Variable<string> RootCertificateFile = new(
        "CITADEL_ROOT_CERT_FILE",
        "",
        SettingTypes.Text,
        "(ours) file that always holds the authority's roots, for CA_ROOT_CA and XDS_ROOT_CA of proxies; without one none is written");

    public static readonly Variable<TimeSpan> SelfSignedLifetime = new(
        "CITADEL_SELF_SIGNED_CA_CERT_TTL", TimeSpan.FromHours(87600), SettingTypes.Duration, "life of the self-signed root, and of istiod's serving certificate");

    public static readonly Variable<int> SelfSignedRsaKeySize = new("CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE", 2048, SettingTypes.Number, "bits of the self-signed root's key");

    public static readonly Variable<TimeSpan> RootCheckInterval = new(
        "CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL", TimeSpan.FromHours(1), SettingTypes.Duration, "time between two looks at the root; zero or less: it is never rotated");

    public static readonly Variable<int> RootGracePercentile = new(
        "CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE", 20, SettingTypes.Number, "rotate when less than this share of the root's life is left, in percent");

    public static readonly Variable<bool> RootCheckJitter = new(
        "CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR", true, SettingTypes.Switch, "first look at a random moment of the interval");

    public static readonly Variable<TimeSpan> DefaultWorkloadLifetime = new(
        "DEFAULT_WORKLOAD_CERT_TTL", TimeSpan.FromHours(24), SettingTypes.Duration, "life of a certificate whose request names none");

    public static readonly Variable<TimeSpan> LongestWorkloadLifetime = new(
        "MAX_WORKLOAD_CERT_TTL", TimeSpan.FromHours(2160), SettingTypes.Duration, "longest life that is given; longer requests are refused");

    public static readonly Variable<bool> MultiRoot = new(
        "ISTIO_MULTIROOT_MESH", false, SettingTypes.Switch, "a plugged-in CA may be replaced by one with other roots");

    public static readonly Variable<ValueList<string>> TrustedNodeAccounts = new(
        "CA_TRUSTED_NODE_ACCOUNTS", [], SettingTypes.List, "NAMESPACE/ACCOUNT,...: who may ask for certificates of the pods on its own node");

    public static readonly Variable<ValueList<string>> TokenAudiences = new(
        "TOKEN_AUDIENCES", ["istio-ca"], SettingTypes.List, "audiences of which the API server must find one in a service account token, separated by commas");

    public static readonly Variable<string> JwtRule = new(
        "JWT_RULE", "", SettingTypes.Text, "JSON with issuer, audiences and the key set of tokens; without one only tokens that an API server has reviewed are accepted");

    public static readonly Variable<TimeSpan> KeySetRefresh = new(
        "PILOT_JWT_PUB_KEY_REFRESH_INTERVAL", TimeSpan.FromMinutes(20), SettingTypes.Duration, "time between two requests for a key set behind a URL");

    public static readonly Variable<ValueList<string>> CustomHosts = new(
        "ISTIOD_CUSTOM_HOST", [], SettingTypes.List, "further names or addresses of istiod's serving certificate, separated by commas");

    public static SettingsSection Section { get; } = new(
        "Certificate authority",
        [
            RootCaDirectory, SelfSignedDirectory, UsesCaCertsSecret, RootCertificateFile, SelfSignedLifetime, SelfSignedRsaKeySize, RootCheckInterval,
            RootGracePercentile, RootCheckJitter,
            DefaultWorkloadLifetime, LongestWorkloadLifetime, MultiRoot, TrustedNodeAccounts, TokenAudiences, JwtRule, KeySetRefresh, CustomHosts,
        ]);
}
