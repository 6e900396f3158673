using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istio.Security.Keys;

/// <summary>
/// Which public keys a workload certificate may have: those that the peers of a mesh, written with Go, rustls, BoringSSL and OpenSSL, can read and use in
/// TLS 1.3. A certificate with any other key would be refused by its first peer, without a word about why.
/// </summary>
internal static class SubjectKeys
{
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string Accepted = "RSA with 2048 to 8192 bits, EC on P-256, P-384 or P-521, and Ed25519 are signed";

    private const int SmallestRsaKeyBits = 2048;

    /// <summary>Go's TLS refuses larger ones: their verification is expensive.</summary>
    private const int LargestRsaKeyBits = 8192;

    /// <summary>P-256, P-384, P-521.</summary>
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <summary>Null when the key may be in a certificate; otherwise names the kind of key and what is accepted.</summary>
    /// <exception cref="CryptographicException">The key is not what its algorithm says.</exception>
    public static string? Refusal(PublicKey key) => key.Oid.Value switch
    {
        RsaOid => RsaRefusal(key),
        EcOid => EcRefusal(key),
        Ed25519.Oid => key.EncodedKeyValue.RawData.Length == 32 ? null : $"its Ed25519 key has {key.EncodedKeyValue.RawData.Length} octets, 32 are needed",
        _ => $"its key is of kind {NameOf(key.Oid)}; {Accepted}",
    };

    private static string? RsaRefusal(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey()!;
        return rsa.KeySize is < SmallestRsaKeyBits or > LargestRsaKeyBits ? $"its key is RSA with {rsa.KeySize} bits; {Accepted}"
            : rsa.ExportParameters(false).Exponent is { Length: > 4 } or [> 0x7f, _, _, _] ? "its RSA key has a public exponent of more than 31 bits"
            : null;
    }

    /// <summary>Only curves by name: Go reads no explicit parameters (RFC 5480, section 2.1.1, forbids them too).</summary>
    private static string? EcRefusal(PublicKey key)
    {
        var parameters = key.EncodedParameters is { RawData.Length: > 0 } encoded ? new AsnReader(encoded.RawData, AsnEncodingRules.DER) : null;
        if (parameters is null || parameters.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            return $"its key is EC on a curve without a name; {Accepted}";
        }

        var curve = parameters.ReadObjectIdentifier();
        return Curves.Contains(curve) ? null : $"its key is EC on {NameOf(new Oid(curve))}; {Accepted}";
    }

    private static string NameOf(Oid oid) => oid.FriendlyName is { Length: > 0 } name && name != oid.Value ? $"{name} ({oid.Value})" : oid.Value ?? "";
}
