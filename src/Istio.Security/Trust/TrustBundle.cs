using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;

namespace Istio.Security.Trust;

/// <summary>
/// The roots that are trusted at one moment. Immutable: a change of trust is another bundle. Bundles with the same roots are equal and
/// have the same <see cref="Revision"/>, whatever order and text the roots came in.
/// </summary>
public sealed class TrustBundle : IEquatable<TrustBundle>
{
    private readonly X509Certificate2[] _roots;

    private TrustBundle(X509Certificate2[] roots)
    {
        _roots = roots;
        Pem = CertificatePem.Write(roots);
        Revision = RevisionOf(roots);
    }

    /// <summary>Trusts no certificate.</summary>
    public static TrustBundle Empty { get; } = new([]);

    /// <summary>In the order of the input, each once.</summary>
    public IReadOnlyList<X509Certificate2> Roots => _roots;

    public bool IsEmpty => _roots.Length == 0;

    /// <summary>All roots, each block ending with a newline.</summary>
    public string Pem { get; }

    /// <summary>16 hexadecimal digits over the content.</summary>
    public string Revision { get; }

    public static TrustBundle Of(params IEnumerable<X509Certificate2> roots) => new([.. roots.DistinctBy(root => root.Thumbprint)]);

    /// <summary>Reads concatenated PEM certificates; at least one.</summary>
    public static bool TryParse(string pem, [NotNullWhen(true)] out TrustBundle? bundle, [NotNullWhen(false)] out string? error)
    {
        bundle = CertificatePem.TryRead(pem, out var roots, out error) ? Of(roots) : null;
        return bundle is not null;
    }

    /// <summary>The roots of both.</summary>
    public TrustBundle With(TrustBundle other) => other.IsEmpty ? this : IsEmpty ? other : Of([.. _roots, .. other._roots]);

    public bool Contains(X509Certificate2 root) => Array.Exists(_roots, known => known.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span));

    public bool IsSubsetOf(TrustBundle other) => Array.TrueForAll(_roots, other.Contains);

    /// <summary>
    /// Walks from the peer's certificate to a root of this bundle: signatures, validity at <paramref name="now"/>, CA flags and key usage
    /// (RFC 5280, section 6). Names are the caller's business. Nothing is downloaded and nothing outside the bundle is trusted.
    /// </summary>
    public ChainVerdict Verify(PeerChain peer, CertificateUse use, DateTimeOffset now) => ChainWalk.Verify(_roots, peer, use, now);

    public bool Equals(TrustBundle? other) => other is not null && Revision == other.Revision;

    public override bool Equals(object? obj) => Equals(obj as TrustBundle);

    public override int GetHashCode() => Revision.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{_roots.Length} roots, revision {Revision}";

    private static string RevisionOf(X509Certificate2[] roots)
    {
        string[] prints = [.. roots.Select(root => root.GetCertHashString(HashAlgorithmName.SHA256)).Order(StringComparer.Ordinal)];
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(prints))))[..16];
    }
}
