using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>The variables of where configuration and certificates come from.</summary>
internal static class ControlPlaneDeclarations
{
    public const string TokenFile = "./var/run/secrets/tokens/istio-token";

    private const string RootFile = "./var/run/secrets/istio/root-cert.pem";
    private const string AddressDefault = "discoveryAddress of PROXY_CONFIG or the mesh file, else https://istiod.istio-system.svc:15012 in Kubernetes, else https://localhost:15012";
    private const string RootHelp = "a path, SYSTEM for the machine's roots, or PEM";

    public static readonly Variable<string?> XdsAddress = new(
        "XDS_ADDRESS", null, VariableTypes.OptionalText, "address of istiod's xDS port, https without a scheme; empty: no xDS", AddressDefault);

    public static readonly Variable<string?> CaAddress = new("CA_ADDRESS", null, VariableTypes.OptionalText, "address of the certificate authority, as XDS_ADDRESS", AddressDefault);

    public static readonly Variable<string?> KubernetesHost = new(
        "KUBERNETES_SERVICE_HOST", null, VariableTypes.OptionalText, "set by Kubernetes in every pod; says only that this is one");

    public static readonly Variable<string> XdsRoot = new("XDS_ROOT_CA", RootFile, VariableTypes.Text, $"what verifies istiod: {RootHelp}");

    public static readonly Variable<string> CaRoot = new("CA_ROOT_CA", RootFile, VariableTypes.Text, $"what verifies the certificate authority: {RootHelp}");

    public static readonly Variable<string?> AltXdsHostname = new("ALT_XDS_HOSTNAME", null, VariableTypes.OptionalText, "name that istiod's certificate must have instead of the address");

    public static readonly Variable<string?> AltCaHostname = new("ALT_CA_HOSTNAME", null, VariableTypes.OptionalText, "the same for the certificate authority");

    public static readonly Variable<string?> Token = new(
        "AUTH_TOKEN", null, VariableTypes.OptionalText, "bearer token, or the file that holds it; empty: none", $"{TokenFile} if it exists");

    public static readonly Variable<string?> LocalStatePath = new("LOCAL_XDS_PATH", null, VariableTypes.OptionalText, "file with a local configuration in YAML");

    public static readonly Variable<string?> LocalState = new("LOCAL_XDS", null, VariableTypes.OptionalText, "the local configuration itself; excludes LOCAL_XDS_PATH");

    public static readonly Variable<bool> OnDemand = new("XDS_ON_DEMAND", false, VariableTypes.Switch, "true is refused in this version: everything is fetched up front");

    public static readonly Variable<bool> FakeCa = new("FAKE_CA", false, VariableTypes.Switch, "make certificates that nobody else trusts, for tests");

    public static readonly Variable<TimeSpan> SecretTtl = new("SECRET_TTL", TimeSpan.FromHours(24), VariableTypes.Duration, "life of a certificate that is asked for");

    public static readonly VariablePrefix Metadata = new("ISTIO_META_", "metadata of the node that istiod sees, a text each");

    public static readonly VariablePrefix JsonMetadata = new("ISTIO_METAJSON_", "the same, a JSON document each");

    public static readonly VariablePrefix XdsHeaders = new("XDS_HEADER_", "further gRPC headers towards istiod");

    public static readonly VariablePrefix CaHeaders = new("CA_HEADER_", "further gRPC headers towards the certificate authority");

    public static readonly Variable<string> ProxyConfig = new("PROXY_CONFIG", "", VariableTypes.Text, "ProxyConfig in YAML; its keys win over defaultConfig of the mesh file");

    public static readonly Variable<bool> DryRunPolicies = new(
        "DRY_RUN_POLICIES", true, VariableTypes.Switch, "(ours) ask istiod for policies with `istio.io/dry-run: \"true\"`, evaluate and report them");

    public static SettingsSection Section { get; } = new(
        "Control plane",
        [
            XdsAddress, CaAddress, KubernetesHost, XdsRoot, CaRoot, AltXdsHostname, AltCaHostname, Token, LocalStatePath, LocalState, OnDemand, FakeCa, SecretTtl,
            Metadata, JsonMetadata, XdsHeaders, CaHeaders, ProxyConfig, DryRunPolicies,
        ]);
}
