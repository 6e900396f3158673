namespace Istiod.Authority.Roots;

/// <summary>The names of a plugged-in CA's files in one of the two layouts Istio knows.</summary>
/// <param name="Certificate">The CA certificate; in the layout of a TLS secret the intermediates follow in the same file.</param>
/// <param name="Chain">The CA certificate and the intermediates above it.</param>
internal sealed record PluggedInFiles(string Certificate, string Key, string Chain, string Root)
{
    /// <summary>A Kubernetes TLS secret, as cert-manager writes it.</summary>
    public static PluggedInFiles TlsSecret { get; } = new("tls.crt", "tls.key", "tls.crt", "ca.crt");

    /// <summary>Istio's own <c>cacerts</c> secret.</summary>
    public static PluggedInFiles CaCerts { get; } = new("ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem");

    public IEnumerable<string> All => ((string[])[Certificate, Key, Chain, Root]).Distinct();

    /// <summary>
    /// The layout found in a directory; null when no CA is plugged in. A root certificate alone is none: it adds to what is trusted beside a self-signed CA.
    /// </summary>
    public static PluggedInFiles? Find(string directory)
    {
        bool Exists(string name) => File.Exists(Path.Combine(directory, name));
        return Exists(TlsSecret.Certificate) ? TlsSecret
            : Exists(CaCerts.Certificate) || Exists(CaCerts.Key) || Exists(CaCerts.Chain) ? CaCerts
            : null;
    }
}
