using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Security.Certificates;

namespace Istio.Security.Trust;

/// <summary>
/// The certificates a peer sent: its own and what it says leads to a root. Kept as long as the connection, so that the chain can be
/// verified again when the roots change.
/// </summary>
public sealed class PeerChain
{
    private readonly X509Certificate2[] _intermediates;

    private PeerChain(X509Certificate2 leaf, IEnumerable<X509Certificate2> intermediates)
    {
        Leaf = leaf;
        _intermediates = [.. intermediates];
        Names = SubjectAltNames.Of(leaf);
    }

    public X509Certificate2 Leaf { get; }

    public SubjectAltNames Names { get; }

    public IReadOnlyList<X509Certificate2> Intermediates => _intermediates;

    /// <summary>
    /// The one identity of the leaf, by the rules for X.509-SVIDs: exactly one URI name (section 2), which is a workload's; no CA certificate and none that
    /// may sign others (sections 4.1 and 4.3). Other names carry no identity.
    /// </summary>
    /// <param name="error">Why the leaf states no identity; null when it does.</param>
    public bool TryGetIdentity(out SpiffeId identity, [NotNullWhen(false)] out string? error)
    {
        identity = default;
        error = Names.Uris.Count != 1 ? $"its certificate has {Names.Uris.Count} URI names, exactly one is needed"
            : !SpiffeId.TryParse(Names.Uris[0], out identity) || !identity.IsWellFormed ? $"its name '{Names.Uris[0]}' is not a workload's"
            : MaySign(Leaf) ? "its certificate is an authority's and not a workload's"
            : null;
        return error is null;
    }

    /// <summary>Fails only when the leaf's names are not valid DER, which a CA does not sign but an unauthenticated peer may send.</summary>
    public static bool TryCreate(
        X509Certificate2 leaf, IEnumerable<X509Certificate2> intermediates, [NotNullWhen(true)] out PeerChain? chain, [NotNullWhen(false)] out string? error)
    {
        try
        {
            chain = new PeerChain(leaf, intermediates);
            error = null;
            return true;
        }
        catch (CryptographicException e)
        {
            chain = null;
            error = e.Message;
            return false;
        }
    }

    /// <summary>For certificates of our own making.</summary>
    /// <exception cref="CryptographicException">The leaf's names are not valid DER.</exception>
    public static PeerChain Of(X509Certificate2 leaf, params IEnumerable<X509Certificate2> intermediates) => new(leaf, intermediates);

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
            return TryCreate(certificates[0], certificates[1..], out chain, out error);
        }
        catch (CryptographicException e)
        {
            error = $"the peer's certificate cannot be read: {e.Message}";
            return false;
        }
    }

    private static bool MaySign(X509Certificate2 certificate)
    {
        const X509KeyUsageFlags Signing = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)
            || certificate.Extensions.OfType<X509KeyUsageExtension>().Any(usage => (usage.KeyUsages & Signing) != 0);
    }
}
