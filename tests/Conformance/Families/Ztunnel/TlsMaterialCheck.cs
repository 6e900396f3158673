using System.Text;
using Istio.Reactor.Tls;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using TrustBundle = Istio.Reactor.Tls.TrustBundle;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>
/// Certificates and keys load, in the certificate library and in the TLS stack: a certificate as something to trust, a key together with the
/// certificates beside it that it belongs to.
/// </summary>
internal static class TlsMaterialCheck
{
    public static IEnumerable<string> Differences(string pem, IEnumerable<string> others) =>
        pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? CheckKey(pem, others) : CheckCertificates(pem);

    private static IEnumerable<string> CheckCertificates(string pem)
    {
        if (!CertificatePem.TryRead(pem, out var certificates, out var error))
        {
            return [error];
        }

        var blocks = pem.Split("-----BEGIN CERTIFICATE-----").Length - 1;
        _ = TrustBundle.FromPem(Encoding.ASCII.GetBytes(pem));
        return certificates.Count == blocks ? [] : [$"{blocks} certificates in the file, {certificates.Count} read"];
    }

    private static IEnumerable<string> CheckKey(string pem, IEnumerable<string> others)
    {
        if (!PrivateKey.TryReadPem(pem, out var key, out var error))
        {
            return [error];
        }

        string[] chains = [.. others.Where(other => CertificatePem.TryRead(other, out var chain, out _) && key.Matches(chain[0]))];
        foreach (var chain in chains)
        {
            using var context = TlsContext.FromPem(Encoding.ASCII.GetBytes(chain), Encoding.ASCII.GetBytes(pem), new TrustStore(TrustBundle.FromPem(Encoding.ASCII.GetBytes(chain))));
        }

        return chains.Length > 0 ? [] : ["no certificate beside it has this key"];
    }
}
