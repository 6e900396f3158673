using Istio.Core.Values;

namespace Istiod.Authority;

/// <summary>Everything the certificate authority can be told. Names, defaults and meaning are Istio's unless a line says otherwise.</summary>
internal sealed record AuthoritySettings
{
    /// <summary><c>ROOT_CA_DIR</c>: where a plugged-in CA is looked for.</summary>
    public string RootCaDirectory { get; init; } = "./etc/cacerts";

    /// <summary>
    /// <c>CITADEL_SELF_SIGNED_CA_DIR</c> (ours): where the self-signed CA is kept when there is no Kubernetes secret to keep it in. Empty keeps
    /// it in memory only: a restart makes another root, and certificates issued before no longer verify.
    /// </summary>
    public string SelfSignedDirectory { get; init; } = "";

    /// <summary>
    /// <c>CITADEL_ROOT_CERT_FILE</c> (ours): a file for proxies (their <c>CA_ROOT_CA</c> and <c>XDS_ROOT_CA</c>) that always holds the
    /// authority's roots; what the ConfigMap <c>istio-ca-root-cert</c> is in Kubernetes. Empty: none is written.
    /// </summary>
    public string RootCertificateFile { get; init; } = "";

    /// <summary><c>CITADEL_SELF_SIGNED_CA_CERT_TTL</c>. Also the life of istiod's own serving certificate.</summary>
    public TimeSpan SelfSignedLifetime { get; init; } = TimeSpan.FromHours(87600);

    /// <summary><c>CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE</c>, in bits.</summary>
    public int SelfSignedRsaKeySize { get; init; } = 2048;

    /// <summary><c>CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL</c>; zero or less: the root is never rotated.</summary>
    public TimeSpan RootCheckInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary><c>CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE</c>: rotate when less than this share of the life is left.</summary>
    public int RootGracePercentile { get; init; } = 20;

    /// <summary><c>CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR</c>: start the checks at a random moment of the interval.</summary>
    public bool RootCheckJitter { get; init; } = true;

    /// <summary><c>DEFAULT_WORKLOAD_CERT_TTL</c>, for requests that name none.</summary>
    public TimeSpan DefaultWorkloadLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>MAX_WORKLOAD_CERT_TTL</c>; longer requests are refused.</summary>
    public TimeSpan LongestWorkloadLifetime { get; init; } = TimeSpan.FromHours(2160);

    /// <summary><c>ISTIO_MULTIROOT_MESH</c>: a plugged-in CA may be replaced by one with other roots.</summary>
    public bool MultiRoot { get; init; }

    /// <summary><c>CA_TRUSTED_NODE_ACCOUNTS</c>, as <c>namespace/account</c>: who may ask for certificates of the pods on its own node.</summary>
    public ValueList<string> TrustedNodeAccounts { get; init; } = [];

    /// <summary><c>JWT_RULE</c>: JSON with issuer, audiences and the key set; empty: no tokens are accepted.</summary>
    public string JwtRule { get; init; } = "";

    /// <summary><c>PILOT_JWT_PUB_KEY_REFRESH_INTERVAL</c>, for key sets behind a URL.</summary>
    public TimeSpan KeySetRefresh { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary><c>CLUSTER_ID</c>: the name of the cluster whose pods the registry holds.</summary>
    public string ClusterId { get; init; } = "Kubernetes";

    /// <summary>DNS names of istiod's serving certificate.</summary>
    public ValueList<string> ServingNames { get; init; } = [];

    /// <summary>Reads the variables. What cannot be read is a clear error at start, never a silent default.</summary>
    /// <param name="read">The environment; null for a variable that is not set.</param>
    /// <exception cref="FormatException">Names the variable, its value and what was expected.</exception>
    public static AuthoritySettings Read(Func<string, string?> read)
    {
        AuthoritySettings standard = new();
        Variables variables = new(read);
        return new AuthoritySettings
        {
            RootCaDirectory = variables.Text("ROOT_CA_DIR", standard.RootCaDirectory),
            SelfSignedDirectory = variables.Text("CITADEL_SELF_SIGNED_CA_DIR", standard.SelfSignedDirectory),
            RootCertificateFile = variables.Text("CITADEL_ROOT_CERT_FILE", ""),
            SelfSignedLifetime = variables.Duration("CITADEL_SELF_SIGNED_CA_CERT_TTL", standard.SelfSignedLifetime),
            SelfSignedRsaKeySize = variables.Number("CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE", standard.SelfSignedRsaKeySize),
            RootCheckInterval = variables.Duration("CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL", standard.RootCheckInterval),
            RootGracePercentile = variables.Number("CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE", standard.RootGracePercentile),
            RootCheckJitter = variables.Switch("CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR", standard.RootCheckJitter),
            DefaultWorkloadLifetime = variables.Duration("DEFAULT_WORKLOAD_CERT_TTL", standard.DefaultWorkloadLifetime),
            LongestWorkloadLifetime = variables.Duration("MAX_WORKLOAD_CERT_TTL", standard.LongestWorkloadLifetime),
            MultiRoot = variables.Switch("ISTIO_MULTIROOT_MESH", standard.MultiRoot),
            TrustedNodeAccounts = variables.List("CA_TRUSTED_NODE_ACCOUNTS"),
            JwtRule = variables.Text("JWT_RULE", ""),
            KeySetRefresh = variables.Duration("PILOT_JWT_PUB_KEY_REFRESH_INTERVAL", standard.KeySetRefresh),
            ClusterId = variables.Text("CLUSTER_ID", standard.ClusterId),
            ServingNames = Serving.ServingNames.From(variables),
        };
    }
}
