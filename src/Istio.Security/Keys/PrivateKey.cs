using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istio.Security.Keys;

/// <summary>
/// A private key of a workload or of the CA: EC (P-256 for keys made here, P-384 and P-521 when read) or RSA. Immutable; the operating
/// system's handle is freed by its finalizer, because keys are shared between a running configuration and connections that still use it.
/// </summary>
public sealed class PrivateKey
{
    private readonly AsymmetricAlgorithm _key;

    private PrivateKey(AsymmetricAlgorithm key) => _key = key;

    /// <summary>How the key is named in messages, for example <c>EC P-256</c> or <c>RSA 2048</c>.</summary>
    public string Algorithm => _key is ECDsa ? $"EC P-{_key.KeySize}" : $"RSA {_key.KeySize}";

    /// <summary>The public half, as certificates carry it.</summary>
    public PublicKey PublicKey => _key switch
    {
        ECDsa ec => new PublicKey(ec),
        RSA rsa => new PublicKey(rsa),
        _ => throw new InvalidOperationException($"no public key for {_key.GetType()}"),
    };

    /// <summary>The digest a signature of this key is made over: as strong as the key, SHA-256 at least.</summary>
    internal HashAlgorithmName Digest => _key is not ECDsa || _key.KeySize <= 256 ? HashAlgorithmName.SHA256
        : _key.KeySize <= 384 ? HashAlgorithmName.SHA384
        : HashAlgorithmName.SHA512;

    /// <summary>Makes an ECDSA P-256 key, what every proxy uses.</summary>
    public static PrivateKey CreateP256() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="bits">Modulus size, 2048 or more.</param>
    public static PrivateKey CreateRsa(int bits) => new(RSA.Create(bits));

    /// <summary>Reads PKCS#8, SEC 1 or PKCS#1 PEM. Encrypted keys are refused.</summary>
    public static bool TryReadPem(string pem, [NotNullWhen(true)] out PrivateKey? key, [NotNullWhen(false)] out string? error)
    {
        var read = PrivateKeyPem.Read(pem, out error);
        key = read is null ? null : new PrivateKey(read);
        return key is not null;
    }

    /// <summary>PKCS#8 in PEM, ending with a newline.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>PKCS#8 in DER.</summary>
    public byte[] ToPkcs8() => _key.ExportPkcs8PrivateKey();

    public bool Matches(X509Certificate2 certificate) =>
        PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>The certificate together with this key, as TLS stacks of the framework want it.</summary>
    public X509Certificate2 Attach(X509Certificate2 certificate) => _key switch
    {
        ECDsa ec => certificate.CopyWithPrivateKey(ec),
        RSA rsa => certificate.CopyWithPrivateKey(rsa),
        _ => throw new InvalidOperationException($"cannot attach {_key.GetType()}"),
    };

    /// <summary>Signs with the key's own digest; ECDSA signatures have the fixed-size form that JOSE wants (RFC 7518, section 3.4).</summary>
    internal byte[] SignForJose(ReadOnlySpan<byte> data) => _key switch
    {
        ECDsa ec => ec.SignData(data, Digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        RSA rsa => rsa.SignData(data, Digest, RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException($"cannot sign with {_key.GetType()}"),
    };

    internal X509SignatureGenerator CreateSignatureGenerator() => _key switch
    {
        ECDsa ec => X509SignatureGenerator.CreateForECDsa(ec),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException($"cannot sign with {_key.GetType()}"),
    };

    internal ECParameters? PublicPoint => _key is ECDsa ec ? ec.ExportParameters(includePrivateParameters: false) : null;

    internal RSAParameters? PublicModulus => _key is RSA rsa ? rsa.ExportParameters(includePrivateParameters: false) : null;
}
