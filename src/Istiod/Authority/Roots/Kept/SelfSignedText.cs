using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;

namespace Istiod.Authority.Roots.Kept;

/// <summary>
/// The self-signed CA as one PEM text: the key, the root in use, then roots that were in use and have not ended. One text, so that key
/// and certificate can never disagree after a crash.
/// </summary>
internal static class SelfSignedText
{
    public static string Write(PrivateKey key, X509Certificate2 root, IEnumerable<X509Certificate2> formerRoots) =>
        key.ToPem() + CertificatePem.Write([root, .. formerRoots]);

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out PrivateKey? key,
        [NotNullWhen(true)] out IReadOnlyList<X509Certificate2>? roots,
        [NotNullWhen(false)] out string? error)
    {
        roots = null;
        if (!PrivateKey.TryReadPem(text, out key, out error))
        {
            return false;
        }

        var endOfKey = PemEncoding.Find(text).Location.End.GetOffset(text.Length);
        return CertificatePem.TryRead(text[endOfKey..], out roots, out error);
    }
}
