using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Istio.Security.Certificates;
using Istio.Security.Issuance;

namespace Ztunnel.Admin;

internal static class CertificateJson
{
    public static void Write(Utf8JsonWriter json, CertificateState state)
    {
        var certificate = state.Certificate;
        json.WriteStartObject();
        json.WriteArray<X509Certificate2>("certChain", certificate is null ? [] : [certificate.Chain.Leaf, .. certificate.Chain.Intermediates], WriteCertificate);
        json.WriteString("identity", state.Identity.ToString());
        json.WriteArray<X509Certificate2>("rootCerts", certificate?.Roots.Roots ?? [], WriteCertificate);
        json.WriteString("state", state.Phase == CertificatePhase.Unavailable ? $"Unavailable: {state.Error}" : state.Phase.ToString());
        json.WriteEndObject();
    }

    private static void WriteCertificate(Utf8JsonWriter json, X509Certificate2 certificate)
    {
        var facts = CertificateFacts.Of(certificate);
        json.WriteStartObject();
        json.WriteString("expirationTime", Time(facts.Validity.NotAfter));
        json.WriteString("pem", Convert.ToBase64String(Encoding.ASCII.GetBytes(facts.Pem)));
        json.WriteString("serialNumber", facts.SerialNumber);
        json.WriteString("validFrom", Time(facts.Validity.NotBefore));
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
