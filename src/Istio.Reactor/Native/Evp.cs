using System.Runtime.InteropServices;

namespace Istio.Reactor.Native;

/// <summary>
/// The part of libcrypto's EVP interface that seals and opens records (EVP_EncryptInit(3)). The calls on a record take well under a microsecond,
/// except those on its content, so they do without the switch of the garbage collector's mode.
/// </summary>
internal static unsafe partial class Evp
{
    public const int Keep = -1;

    public const int CtrlGetTag = 0x10;
    public const int CtrlSetTag = 0x11;

    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library)]
    public static partial nint EVP_aes_128_gcm();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_256_gcm();

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_CipherInit_ex(nint context, nint cipher, nint engine, byte* key, byte* nonce, int encrypt);

    [LibraryImport(Library, EntryPoint = "EVP_CipherInit_ex")]
    [SuppressGCTransition]
    public static partial int SetNonce(nint context, nint cipher, nint engine, byte* key, byte* nonce, int encrypt);

    [LibraryImport(Library)]
    public static partial int EVP_CipherUpdate(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library, EntryPoint = "EVP_CipherUpdate")]
    [SuppressGCTransition]
    public static partial int UpdateSmall(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int EVP_CipherFinal_ex(nint context, byte* output, int* written);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int EVP_CIPHER_CTX_ctrl(nint context, int command, int argument, void* pointer);
}
