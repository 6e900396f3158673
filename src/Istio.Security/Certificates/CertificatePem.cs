using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istio.Security.Certificates;

/// <summary>
/// Reads files of concatenated certificates. Text between blocks is allowed, as OpenSSL writes it; anything that begins as a block must
/// be a whole certificate, because a root that is skipped in silence is noticed only when connections fail.
/// </summary>
public static class CertificatePem
{
    private const string Label = "CERTIFICATE";
    private const string BlockStart = "-----BEGIN ";

    /// <summary>Reads every certificate in order; none at all is an error.</summary>
    /// <param name="error">Names the block by its number and line.</param>
    public static bool TryRead(string pem, [NotNullWhen(true)] out IReadOnlyList<X509Certificate2>? certificates, [NotNullWhen(false)] out string? error)
    {
        certificates = null;
        var read = new List<X509Certificate2>();
        var position = 0;
        while (true)
        {
            var start = pem.IndexOf(BlockStart, position, StringComparison.Ordinal);
            if (start < 0)
            {
                break;
            }

            error = ReadBlock(pem, start, read, out position);
            if (error is not null)
            {
                error = $"PEM block {read.Count + 1} at line {LineOf(pem, start)}: {error}";
                return false;
            }
        }

        if (read.Count == 0)
        {
            error = "no PEM block with a certificate found";
            return false;
        }

        certificates = read;
        error = null;
        return true;
    }

    /// <summary>The certificate in PEM, ending with a newline.</summary>
    public static string Write(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    public static string Write(ReadOnlySpan<byte> der) => PemEncoding.WriteString(Label, der) + "\n";

    public static string Write(IEnumerable<X509Certificate2> certificates) => string.Concat(certificates.Select(Write));

    private static string? ReadBlock(string pem, int start, List<X509Certificate2> read, out int end)
    {
        end = start;
        if (!PemEncoding.TryFind(pem.AsSpan(start), out var fields) || fields.Location.Start.Value != 0)
        {
            return "not a complete PEM block";
        }

        var block = pem.AsSpan(start);
        var label = block[fields.Label];
        if (label is not Label)
        {
            return $"expected a certificate, found '{label}'";
        }

        end = start + fields.Location.End.Value;
        try
        {
            read.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(block[fields.Base64Data].ToString())));
            return null;
        }
        catch (CryptographicException e)
        {
            return $"not a certificate: {e.Message}";
        }
    }

    private static int LineOf(string text, int position) => text.AsSpan(0, position).Count('\n') + 1;
}
