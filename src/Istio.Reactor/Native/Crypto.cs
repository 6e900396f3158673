using System.Runtime.InteropServices;

namespace Istio.Reactor.Native;

/// <summary>The part of OpenSSL 3's libcrypto that the data plane calls: BIOs, certificates, verification, the error queue.</summary>
internal static unsafe partial class Crypto
{
    public const int BioCtrlFlush = 11;
    public const int BioFlagsRead = 0x01;
    public const int BioFlagsWrite = 0x02;
    public const int BioFlagsShouldRetry = 0x08;
    public const int BioTypeSourceSink = 0x0400;

    public const int NidSubjectAltName = 85;
    public const int GeneralNameUri = 6;

    public const int PurposeTlsClient = 1;
    public const int PurposeTlsServer = 2;

    public const uint ExtensionFlagCa = 0x10;
    public const uint KeyUsageCertificateSign = 0x04;
    public const uint KeyUsageCrlSign = 0x02;

    /// <summary>What <see cref="X509_get_key_usage"/> answers for a certificate without that extension.</summary>
    public const uint NoKeyUsage = uint.MaxValue;

    public const nuint VerifyPartialChain = 0x80000;

    public const int VerifyErrorUnspecified = 1;
    public const int VerifyErrorNotYetValid = 9;
    public const int VerifyErrorExpired = 10;
    public const int VerifyErrorInvalidPurpose = 26;
    public const int VerifyErrorApplication = 50;

    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library)]
    public static partial int BIO_get_new_index();

    [LibraryImport(Library)]
    public static partial nint BIO_meth_new(int type, byte* name);

    [LibraryImport(Library)]
    public static partial int BIO_meth_set_read(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(Library)]
    public static partial int BIO_meth_set_write(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(Library)]
    public static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint> callback);

    [LibraryImport(Library)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(Library)]
    public static partial nint BIO_new_mem_buf(byte* bytes, int length);

    [LibraryImport(Library)]
    public static partial int BIO_free(nint bio);

    [LibraryImport(Library)]
    public static partial void BIO_set_data(nint bio, void* data);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void* BIO_get_data(nint bio);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void BIO_set_flags(nint bio, int flags);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(Library)]
    public static partial nint PEM_read_bio_X509(nint bio, nint into, nint passwordCallback, nint argument);

    [LibraryImport(Library)]
    public static partial nint PEM_read_bio_PrivateKey(nint bio, nint into, nint passwordCallback, nint argument);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    public static partial nint d2i_X509(nint into, byte** at, nint length);

    [LibraryImport(Library)]
    public static partial int i2d_X509(nint certificate, byte** at);

    [LibraryImport(Library)]
    public static partial void X509_free(nint certificate);

    [LibraryImport(Library)]
    public static partial nint X509_get_ext_d2i(nint certificate, int nid, int* critical, int* index);

    [LibraryImport(Library)]
    public static partial uint X509_get_extension_flags(nint certificate);

    [LibraryImport(Library)]
    public static partial uint X509_get_key_usage(nint certificate);

    [LibraryImport(Library)]
    public static partial void GENERAL_NAMES_free(nint names);

    [LibraryImport(Library)]
    public static partial nint GENERAL_NAME_get0_value(nint name, int* type);

    [LibraryImport(Library)]
    public static partial byte* ASN1_STRING_get0_data(nint text);

    [LibraryImport(Library)]
    public static partial int ASN1_STRING_length(nint text);

    [LibraryImport(Library)]
    public static partial int OPENSSL_sk_num(nint stack);

    [LibraryImport(Library)]
    public static partial nint OPENSSL_sk_value(nint stack, int index);

    [LibraryImport(Library)]
    public static partial nint OPENSSL_sk_new_null();

    [LibraryImport(Library)]
    public static partial int OPENSSL_sk_push(nint stack, nint item);

    [LibraryImport(Library)]
    public static partial void OPENSSL_sk_free(nint stack);

    [LibraryImport(Library)]
    public static partial nint X509_STORE_new();

    [LibraryImport(Library)]
    public static partial void X509_STORE_free(nint store);

    [LibraryImport(Library)]
    public static partial int X509_STORE_add_cert(nint store, nint certificate);

    [LibraryImport(Library)]
    public static partial nint X509_STORE_CTX_new();

    [LibraryImport(Library)]
    public static partial void X509_STORE_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int X509_STORE_CTX_init(nint context, nint store, nint leaf, nint untrusted);

    [LibraryImport(Library)]
    public static partial int X509_STORE_CTX_set_purpose(nint context, int purpose);

    [LibraryImport(Library)]
    public static partial nint X509_STORE_CTX_get0_param(nint context);

    [LibraryImport(Library)]
    public static partial nint X509_STORE_CTX_get0_cert(nint context);

    [LibraryImport(Library)]
    public static partial nint X509_STORE_CTX_get0_untrusted(nint context);

    [LibraryImport(Library)]
    public static partial int X509_STORE_CTX_get_error(nint context);

    [LibraryImport(Library)]
    public static partial void X509_STORE_CTX_set_error(nint context, int error);

    [LibraryImport(Library)]
    public static partial void X509_VERIFY_PARAM_set_time(nint parameters, nint unixSeconds);

    [LibraryImport(Library)]
    public static partial int X509_VERIFY_PARAM_set_flags(nint parameters, nuint flags);

    [LibraryImport(Library)]
    public static partial int X509_verify_cert(nint context);

    [LibraryImport(Library)]
    public static partial byte* X509_verify_cert_error_string(nint error);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void ERR_clear_error();

    [LibraryImport(Library)]
    public static partial nuint ERR_get_error();

    [LibraryImport(Library)]
    public static partial void ERR_error_string_n(nuint error, byte* buffer, nuint length);
}
