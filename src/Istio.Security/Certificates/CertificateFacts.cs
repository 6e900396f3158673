using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace Istio.Security.Certificates;

/// <summary>What administration pages show of a certificate.</summary>
/// <param name="SerialNumber">Decimal, as ztunnel's config_dump has it.</param>
public sealed record CertificateFacts(string Pem, string SerialNumber, Validity Validity)
{
    public static CertificateFacts Of(X509Certificate2 certificate) =>
        new(CertificatePem.Write(certificate), DecimalSerial(certificate), Validity.Of(certificate));

    private static string DecimalSerial(X509Certificate2 certificate) =>
        new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
}
