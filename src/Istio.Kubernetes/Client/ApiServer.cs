using System.Security.Cryptography.X509Certificates;

namespace Istio.Kubernetes.Client;

/// <summary>An API server and how to speak to it.</summary>
/// <param name="Address">With a path when the server stands behind one.</param>
public sealed record ApiServer(Uri Address)
{
    /// <summary>Who may vouch for the server; empty: the roots of the system.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; init; } = [];

    /// <summary>The certificate and key that name the caller; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>What names the caller in each request.</summary>
    public IApiCredentials Credentials { get; init; } = NoCredentials.Instance;

    /// <summary>The name in the server's certificate where it is not that of the address; empty for that of the address.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Nobody verifies the server's certificate: <c>insecure-skip-tls-verify</c>, which an operator has written.</summary>
    public bool SkipsVerification { get; init; }
}
