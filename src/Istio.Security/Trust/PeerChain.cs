using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;

namespace Istio.Security.Trust;

/// <summary>
/// The certificates a peer sent: its own and what it says leads to a root. Kept as long as the connection, so that the chain can be
/// verified again when the roots change.
/// </summary>
public sealed class PeerChain
{
    private readonly X509Certificate2[] _intermediates;

    public PeerChain(X509Certificate2 leaf, IEnumerable<X509Certificate2> intermediates)
    {
        Leaf = leaf;
        _intermediates = [.. intermediates];
        Names = SubjectAltNames.Of(leaf);
    }

    public X509Certificate2 Leaf { get; }

    public SubjectAltNames Names { get; }

    public IReadOnlyList<X509Certificate2> Intermediates => _intermediates;

    /// <param name="der">Leaf first, each certificate in DER, as TLS sends them.</param>
    public static bool TryRead(IReadOnlyList<ReadOnlyMemory<byte>> der, [NotNullWhen(true)] out PeerChain? chain, [NotNullWhen(false)] out string? error)
    {
        chain = null;
        error = der.Count == 0 ? "the peer sent no certificate" : null;
        if (error is not null)
        {
            return false;
        }

        try
        {
            X509Certificate2[] certificates = [.. der.Select(bytes => X509CertificateLoader.LoadCertificate(bytes.Span))];
            chain = new PeerChain(certificates[0], certificates.AsSpan(1).ToArray());
            return true;
        }
        catch (CryptographicException e)
        {
            error = $"the peer's certificate cannot be read: {e.Message}";
            return false;
        }
    }
}
