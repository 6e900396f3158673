using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Istio.Security.Keys;

/// <summary>Reads the three PEM forms in which Kubernetes secrets and OpenSSL hand out private keys.</summary>
internal static class PrivateKeyPem
{
    private const string Pkcs8Label = "PRIVATE KEY";
    private const string Sec1Label = "EC PRIVATE KEY";
    private const string Pkcs1Label = "RSA PRIVATE KEY";
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";
    private const string EcParametersLabel = "EC PARAMETERS";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const int SmallestRsaKeyBits = 2048;

    public static AsymmetricAlgorithm? Read(string pem, out string? error)
    {
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label];
            if (label is EcParametersLabel)
            {
                // `openssl ecparam -genkey` writes the curve's parameters in front of the key that names them again.
                rest = rest[fields.Location.End..];
                continue;
            }

            return ReadBlock(label, Convert.FromBase64String(rest[fields.Base64Data].ToString()), out error);
        }

        error = "no PEM block with a private key found";
        return null;
    }

    private static AsymmetricAlgorithm? ReadBlock(ReadOnlySpan<char> label, byte[] der, out string? error)
    {
        try
        {
            var key = label switch
            {
                Pkcs8Label => ReadPkcs8(der),
                Sec1Label => Import(ECDsa.Create(), ec => ec.ImportECPrivateKey(der, out _)),
                Pkcs1Label => Import(RSA.Create(), rsa => rsa.ImportRSAPrivateKey(der, out _)),
                _ => null,
            };
            error = key is null ? Refusal(label) : Weakness(key);
            return error is null ? key : null;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException)
        {
            error = $"the private key cannot be read: {e.Message}";
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static string Refusal(ReadOnlySpan<char> label) => label switch
    {
        EncryptedLabel => "the private key is encrypted; store it without a pass phrase",
        Pkcs8Label => "the private key is neither EC nor RSA",
        _ => $"expected a private key, found a PEM block '{label}'",
    };

    private static string? Weakness(AsymmetricAlgorithm key) => key is RSA && key.KeySize < SmallestRsaKeyBits
        ? $"RSA keys need {SmallestRsaKeyBits} bits or more, this one has {key.KeySize}"
        : null;

    /// <summary>PKCS#8 (RFC 5958, section 2) names its algorithm after the version.</summary>
    private static AsymmetricAlgorithm? ReadPkcs8(byte[] der)
    {
        var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        _ = info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier() switch
        {
            EcOid => Import(ECDsa.Create(), ec => ec.ImportPkcs8PrivateKey(der, out _)),
            RsaOid => Import(RSA.Create(), rsa => rsa.ImportPkcs8PrivateKey(der, out _)),
            _ => null,
        };
    }

    private static TKey Import<TKey>(TKey key, Action<TKey> import)
        where TKey : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
