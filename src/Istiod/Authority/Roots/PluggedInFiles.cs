using Istio.Core.Files;

namespace Istiod.Authority.Roots;

/// <summary>The names of a plugged-in CA's files in one of the two layouts Istio knows.</summary>
/// <param name="Certificate">The CA certificate; in the layout of a TLS secret the intermediates follow in the same file.</param>
/// <param name="Chain">The CA certificate and the intermediates above it.</param>
internal sealed record PluggedInFiles(string Certificate, string Key, string Chain, string Root)
{
    /// <summary>Not part of either layout.</summary>
    public const string RevocationList = "ca-crl.pem";

    /// <summary>A Kubernetes TLS secret, as cert-manager writes it.</summary>
    public static PluggedInFiles TlsSecret { get; } = new("tls.crt", "tls.key", "tls.crt", "ca.crt");

    /// <summary>Istio's own <c>cacerts</c> secret.</summary>
    public static PluggedInFiles CaCerts { get; } = new("ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem");

    /// <summary>Of both layouts, and what is refused beside them.</summary>
    public static IEnumerable<string> Everything => [.. TlsSecret.All, .. CaCerts.All, RevocationList];

    public IEnumerable<string> All => ((string[])[Certificate, Key, Chain, Root]).Distinct();

    /// <summary>
    /// The layout found in a directory; null when no CA is plugged in. A root certificate alone is none: it adds to what is trusted beside a self-signed CA.
    /// </summary>
    public static PluggedInFiles? Find(string directory)
    {
        bool Exists(string name) => IsThere(directory, name);
        return Exists(TlsSecret.Certificate) ? TlsSecret
            : Exists(CaCerts.Certificate) || Exists(CaCerts.Key) || Exists(CaCerts.Chain) ? CaCerts
            : null;
    }

    /// <summary>A name that leads nowhere is there as well: what it should lead to is missed when it is read, and said.</summary>
    public static bool IsThere(string directory, string name) => FileStamp.OfEntry(Path.Combine(directory, name)) is not null;
}
