using System.Buffers.Binary;
using System.Security.Cryptography;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls.Records;

/// <summary>A suite of TLS 1.3 that the mesh offers: AES-GCM with the hash its keys are derived by.</summary>
internal sealed class CipherSuite
{
    /// <summary>Every AEAD of TLS 1.3 takes nonces of 12 bytes here (RFC 8446 5.3).</summary>
    public const int NonceSize = 12;

    private static readonly CipherSuite Aes128 = new(Evp.EVP_aes_128_gcm(), 16, HashAlgorithmName.SHA256);
    private static readonly CipherSuite Aes256 = new(Evp.EVP_aes_256_gcm(), 32, HashAlgorithmName.SHA384);

    private readonly int _keySize;
    private readonly HashAlgorithmName _hash;

    private CipherSuite(nint cipher, int keySize, HashAlgorithmName hash)
    {
        Cipher = cipher;
        _keySize = keySize;
        _hash = hash;
    }

    /// <summary>OpenSSL's EVP_CIPHER; a static object of the library.</summary>
    public nint Cipher { get; }

    /// <summary>The suite of a traffic secret, which has the length of the suite's hash. Null for a length of no suite of ours.</summary>
    public static CipherSuite? Of(ReadOnlySpan<byte> secret) => secret.Length switch
    {
        32 => Aes128,
        48 => Aes256,
        _ => null,
    };

    /// <summary>Key and initial vector of a traffic secret (RFC 8446 7.3).</summary>
    public byte[] DeriveKey(ReadOnlySpan<byte> secret) => Expand(secret, "key"u8, _keySize);

    /// <inheritdoc cref="DeriveKey"/>
    public byte[] DeriveNonce(ReadOnlySpan<byte> secret) => Expand(secret, "iv"u8, NonceSize);

    /// <summary>The secret after a key update (RFC 8446 7.2).</summary>
    public byte[] NextSecret(ReadOnlySpan<byte> secret) => Expand(secret, "traffic upd"u8, secret.Length);

    /// <summary>HKDF-Expand-Label with an empty context (RFC 8446 7.1).</summary>
    private byte[] Expand(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, int length)
    {
        var prefix = "tls13 "u8;
        Span<byte> info = stackalloc byte[sizeof(ushort) + 1 + prefix.Length + label.Length + 1];
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)length);
        info[2] = (byte)(prefix.Length + label.Length);
        prefix.CopyTo(info[3..]);
        label.CopyTo(info[(3 + prefix.Length)..]);
        info[^1] = 0;
        var output = new byte[length];
        HKDF.Expand(_hash, secret, output, info);
        return output;
    }
}
