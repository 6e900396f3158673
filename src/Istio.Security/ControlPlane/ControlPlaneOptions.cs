using System.Net.Security;
using Istio.Core.Values;

namespace Istio.Security.ControlPlane;

/// <summary>How a proxy reaches istiod, for certificates or for configuration.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>For example <c>https://istiod.istio-system.svc:15012</c>; with http nothing is encrypted or verified.</summary>
    public required Uri Address { get; init; }

    /// <summary>istiod's roots; not used with http.</summary>
    public required ControlPlaneRoots Roots { get; init; }

    public BearerToken Token { get; init; } = BearerToken.None;

    /// <summary>Shown to istiod in the handshake with its chain; null, what proxies with a token use: none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>
    /// The name istiod's certificate must have, when it is not the host in <see cref="Address"/> (<c>ALT_CA_HOSTNAME</c>,
    /// <c>ALT_XDS_HOSTNAME</c>).
    /// </summary>
    public string? AlternateHostName { get; init; }

    internal string HostName => AlternateHostName ?? Address.DnsSafeHost;

    /// <summary>Sent as header <c>clusterid</c>.</summary>
    public string ClusterId { get; init; } = "Kubernetes";

    /// <summary>Further headers of each call (<c>CA_HEADER_*</c>, <c>XDS_HEADER_*</c>), names in lower case.</summary>
    public ValueMap<string, string> Headers { get; init; } = ValueMap<string, string>.Empty;
}
