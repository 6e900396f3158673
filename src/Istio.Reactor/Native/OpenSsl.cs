using System.Runtime.InteropServices;

namespace Istio.Reactor.Native;

/// <summary>
/// The part of OpenSSL 3's libssl that the data plane calls. Pointers are raw: ownership is stated where each is stored
/// (<c>TlsSession</c>, <c>TlsContext</c>, <c>TrustBundle</c>).
/// </summary>
internal static unsafe partial class OpenSsl
{
    public const int VerifyPeer = 1;
    public const int VerifyFailIfNoPeerCertificate = 2;

    public const int Tls12 = 0x0303;
    public const int Tls13 = 0x0304;

    public const int ErrorSsl = 1;
    public const int ErrorWantRead = 2;
    public const int ErrorZeroReturn = 6;

    public const int CtrlMode = 33;
    public const int CtrlSetSessionCacheMode = 44;
    public const int CtrlChainCert = 89;
    public const int CtrlSetMinProtocol = 123;
    public const int CtrlSetMaxProtocol = 124;

    public const long ModeAcceptMovingWriteBuffer = 0x2;
    public const long ModeNoAutoChain = 0x8;
    public const long ModeReleaseBuffers = 0x10;

    public const long SessionCacheOff = 0;
    public const long SessionCacheClient = 1;
    public const long SessionCacheServer = 2;

    public const ulong OptionNoTicket = 1UL << 14;
    public const ulong OptionNoCompression = 1UL << 17;
    public const ulong OptionCipherServerPreference = 1UL << 22;
    public const ulong OptionNoRenegotiation = 1UL << 30;

    /// <summary>
    /// OpenSSL's exit handler frees its tables while loop threads may still be inside it, which ends in a corrupted heap at exit.
    /// The process is going away; nothing needs freeing. (The .NET runtime initialises libssl with the same flag.)
    /// </summary>
    public const ulong InitNoAtExit = 0x00080000;

    private const string Library = "libssl.so.3";

    [LibraryImport(Library)]
    public static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport(Library)]
    public static partial nint TLS_method();

    [LibraryImport(Library)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint larg, nint parg);

    [LibraryImport(Library)]
    public static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_set_ciphersuites(nint context, byte* suites);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_set_num_tickets(nint context, nuint count);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_set_session_id_context(nint context, byte* id, uint length);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_set_cert_verify_callback(nint context, delegate* unmanaged[Cdecl]<nint, nint, int> callback, nint argument);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_set_keylog_callback(nint context, delegate* unmanaged[Cdecl]<nint, byte*, void> callback);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_set_alpn_protos(nint context, byte* protocols, uint length);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_set_alpn_select_cb(
        nint context, delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);

    [LibraryImport(Library)]
    public static partial int SSL_select_next_proto(byte** selected, byte* selectedLength, byte* server, uint serverLength, byte* client, uint clientLength);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_use_certificate(nint context, nint certificate);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_use_PrivateKey(nint context, nint key);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_check_private_key(nint context);

    [LibraryImport(Library)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Library)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Library)]
    public static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(Library)]
    public static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(Library)]
    public static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(Library)]
    public static partial int SSL_write(nint ssl, byte* buffer, int length);

    [LibraryImport(Library)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int SSL_has_pending(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_session_reused(nint ssl);

    [LibraryImport(Library)]
    public static partial nint SSL_get0_peer_certificate(nint ssl);

    [LibraryImport(Library)]
    public static partial nint SSL_get_peer_cert_chain(nint ssl);

    [LibraryImport(Library)]
    public static partial void SSL_get0_alpn_selected(nint ssl, byte** protocol, uint* length);

    [LibraryImport(Library)]
    public static partial nint SSL_get1_session(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_set_session(nint ssl, nint session);

    [LibraryImport(Library)]
    public static partial void SSL_SESSION_free(nint session);

    [LibraryImport(Library)]
    public static partial byte* SSL_alert_desc_string_long(int value);
}
