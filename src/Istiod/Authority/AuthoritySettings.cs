using Istio.Core.Settings;
using Istio.Core.Values;
using Istiod.Settings;

namespace Istiod.Authority;

/// <summary>Everything the certificate authority can be told.</summary>
internal sealed record AuthoritySettings
{
    /// <summary>Where a plugged-in CA is looked for.</summary>
    public string RootCaDirectory { get; init; } = AuthorityDeclarations.RootCaDirectory.Default;

    /// <summary>Where the self-signed CA is kept; empty: in a Secret of the cluster, without a cluster in memory only.</summary>
    public string SelfSignedDirectory { get; init; } = AuthorityDeclarations.SelfSignedDirectory.Default;

    /// <summary>In a cluster: in <c>cacerts</c> instead of <c>istio-ca-secret</c>, where neither is there yet.</summary>
    public bool UsesCaCertsSecret { get; init; } = AuthorityDeclarations.UsesCaCertsSecret.Default;

    /// <summary>What the ConfigMap <c>istio-ca-root-cert</c> is in Kubernetes; empty: none is written.</summary>
    public string RootCertificateFile { get; init; } = AuthorityDeclarations.RootCertificateFile.Default;

    /// <summary>Also the life of istiod's own serving certificate.</summary>
    public TimeSpan SelfSignedLifetime { get; init; } = AuthorityDeclarations.SelfSignedLifetime.Default;

    /// <summary>Bits.</summary>
    public int SelfSignedRsaKeySize { get; init; } = AuthorityDeclarations.SelfSignedRsaKeySize.Default;

    /// <summary>Zero or less: the root is never rotated.</summary>
    public TimeSpan RootCheckInterval { get; init; } = AuthorityDeclarations.RootCheckInterval.Default;

    /// <summary>Percent of the root's life.</summary>
    public int RootGracePercentile { get; init; } = AuthorityDeclarations.RootGracePercentile.Default;

    public bool RootCheckJitter { get; init; } = AuthorityDeclarations.RootCheckJitter.Default;

    /// <summary>For requests that name no life.</summary>
    public TimeSpan DefaultWorkloadLifetime { get; init; } = AuthorityDeclarations.DefaultWorkloadLifetime.Default;

    /// <summary>Requests for a longer life are refused.</summary>
    public TimeSpan LongestWorkloadLifetime { get; init; } = AuthorityDeclarations.LongestWorkloadLifetime.Default;

    public bool MultiRoot { get; init; } = AuthorityDeclarations.MultiRoot.Default;

    /// <summary>As <c>namespace/account</c>.</summary>
    public ValueList<string> TrustedNodeAccounts { get; init; } = AuthorityDeclarations.TrustedNodeAccounts.Default;

    /// <summary>For whom a token that the API server reviews must be made.</summary>
    public ValueList<string> TokenAudiences { get; init; } = AuthorityDeclarations.TokenAudiences.Default;

    /// <summary>JSON; empty: no tokens are accepted but those that the API server has reviewed.</summary>
    public string JwtRule { get; init; } = AuthorityDeclarations.JwtRule.Default;

    /// <summary>For key sets behind a URL.</summary>
    public TimeSpan KeySetRefresh { get; init; } = AuthorityDeclarations.KeySetRefresh.Default;

    /// <summary>The name of the cluster whose pods the registry holds.</summary>
    public string ClusterId { get; init; } = InstanceDeclarations.ClusterId.Default;

    /// <summary>istiod's own, where the CA is kept in a cluster.</summary>
    public string Namespace { get; init; } = InstanceDeclarations.Namespace.Default;

    /// <summary>DNS names of istiod's serving certificate.</summary>
    public ValueList<string> ServingNames { get; init; } = [];

    /// <summary>What cannot be read is a clear error at start, never a silent default.</summary>
    /// <exception cref="SettingsException">Names the variable, its text and what was expected.</exception>
    public static AuthoritySettings Read(SettingsReader settings, InstanceSettings instance) => new()
    {
        RootCaDirectory = settings.Read(AuthorityDeclarations.RootCaDirectory),
        SelfSignedDirectory = settings.Read(AuthorityDeclarations.SelfSignedDirectory),
        UsesCaCertsSecret = settings.Read(AuthorityDeclarations.UsesCaCertsSecret),
        RootCertificateFile = settings.Read(AuthorityDeclarations.RootCertificateFile),
        SelfSignedLifetime = settings.Read(AuthorityDeclarations.SelfSignedLifetime),
        SelfSignedRsaKeySize = settings.Read(AuthorityDeclarations.SelfSignedRsaKeySize),
        RootCheckInterval = settings.Read(AuthorityDeclarations.RootCheckInterval),
        RootGracePercentile = settings.Read(AuthorityDeclarations.RootGracePercentile),
        RootCheckJitter = settings.Read(AuthorityDeclarations.RootCheckJitter),
        DefaultWorkloadLifetime = settings.Read(AuthorityDeclarations.DefaultWorkloadLifetime),
        LongestWorkloadLifetime = settings.Read(AuthorityDeclarations.LongestWorkloadLifetime),
        MultiRoot = settings.Read(AuthorityDeclarations.MultiRoot),
        TrustedNodeAccounts = settings.Read(AuthorityDeclarations.TrustedNodeAccounts),
        TokenAudiences = settings.Read(AuthorityDeclarations.TokenAudiences),
        JwtRule = settings.Read(AuthorityDeclarations.JwtRule),
        KeySetRefresh = settings.Read(AuthorityDeclarations.KeySetRefresh),
        Namespace = instance.Namespace,
        ClusterId = instance.ClusterId,
        ServingNames = Serving.ServingNames.Of(instance.Namespace, instance.Revision, settings.Read(AuthorityDeclarations.CustomHosts)),
    };
}
