using System.Runtime.InteropServices;

namespace Istio.Security.Keys;

/// <summary>Signatures of Ed25519 (RFC 8032), which the framework does not know. OpenSSL 3 does, and the framework needs OpenSSL anyway.</summary>
internal static unsafe partial class Ed25519
{
    /// <summary>The object identifier of keys and signatures alike (RFC 8410, section 3).</summary>
    public const string Oid = "1.3.101.112";

    private const string Library = "libcrypto.so.3";

    /// <summary>EVP_PKEY_ED25519.</summary>
    private const int KeyType = 1087;

    /// <param name="publicKey">32 octets.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">64 octets.</param>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    public static bool Verifies(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = EVP_PKEY_new_raw_public_key(KeyType, 0, publicKey, (nuint)publicKey.Length);
        var context = EVP_MD_CTX_new();
        try
        {
            return key != 0
                && context != 0
                && EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1
                && EVP_DigestVerify(context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;
        }
        finally
        {
            EVP_MD_CTX_free(context); // Nothing to do for a null pointer, and neither below.
            EVP_PKEY_free(key);
            ERR_clear_error();
        }
    }

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerify(nint context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> data, nuint dataLength);

    [LibraryImport(Library)]
    private static partial void ERR_clear_error();
}
