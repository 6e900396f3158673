using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>
/// One identity on the wire: certificate chain, private key and the trust store that verifies its peers. Serves both roles, any number of
/// loops, and is replaced as a whole when the certificate is renewed; running connections keep the old one.
/// </summary>
/// <remarks>TLS 1.3 only, ALPN h2, no SNI, no tickets, no session cache, AES-GCM suites as in Istio's ztunnel.</remarks>
public sealed unsafe class TlsContext : IDisposable
{
    private readonly ContextHandle _context;

    private TlsContext(ContextHandle context, TrustStore trust, TlsContextOptions options)
    {
        _context = context;
        Trust = trust;
        Options = options;
    }

    /// <summary>Verifies the peers of this context.</summary>
    public TrustStore Trust { get; }

    internal TlsContextOptions Options { get; }

    /// <summary>A session for the next client handshakes to resume; only tests of the trust law set it.</summary>
    internal nint SessionToResume { get; set; }

    internal static ReadOnlySpan<byte> Protocol => "h2"u8;

    /// <summary>ALPN's wire form of the one protocol. A literal: its address is valid for the life of the process.</summary>
    private static ReadOnlySpan<byte> ProtocolList => "\x02h2"u8;

    /// <summary>Makes a context of a chain (own certificate first, then intermediates) and its PKCS#8 or SEC 1 key, both PEM.</summary>
    /// <exception cref="TlsMaterialException">The chain or key is unusable, or they do not belong together.</exception>
    public static TlsContext FromPem(ReadOnlySpan<byte> chainPem, ReadOnlySpan<byte> privateKeyPem, TrustStore trust) =>
        FromPem(chainPem, privateKeyPem, trust, TlsContextOptions.Mesh);

    internal static TlsContext FromPem(ReadOnlySpan<byte> chainPem, ReadOnlySpan<byte> privateKeyPem, TrustStore trust, TlsContextOptions options)
    {
        OpenSslLibrary.EnsureInitialized();
        var context = new ContextHandle(OpenSsl.SSL_CTX_new(OpenSsl.TLS_method()));
        var pointer = context.DangerousGetHandle();
        UseChain(pointer, chainPem);
        UsePrivateKey(pointer, privateKeyPem);
        SetProtocol(pointer, options);
        SetMode(pointer);
        SetSessions(pointer, options);
        OpenSsl.SSL_CTX_set_verify(pointer, OpenSsl.VerifyPeer | OpenSsl.VerifyFailIfNoPeerCertificate, 0);
        OpenSsl.SSL_CTX_set_cert_verify_callback(pointer, &TlsHandshake.OnVerify, 0);
        if (options.HandsRecordsOver)
        {
            OpenSsl.SSL_CTX_set_keylog_callback(pointer, &TlsHandshake.OnKeyLogLine);
        }

        GC.KeepAlive(context);
        return new TlsContext(context, trust, options);
    }

    /// <summary>Releases this reference; open connections keep OpenSSL's object alive.</summary>
    public void Dispose() => _context.Dispose();

    /// <summary>Keeps OpenSSL's object for a session that is still to be created, whoever disposes this meanwhile. <see cref="Release"/> ends it.</summary>
    internal void Hold()
    {
        var held = false;
        _context.DangerousAddRef(ref held);
    }

    internal void Release() => _context.DangerousRelease();

    internal TlsSession CreateSession(TlsRole role)
    {
        var held = false;
        _context.DangerousAddRef(ref held);
        try
        {
            var session = new TlsSession(_context.DangerousGetHandle(), role);
            if (role == TlsRole.Client && SessionToResume != 0)
            {
                _ = OpenSsl.SSL_set_session(session.Handle, SessionToResume);
            }

            return session;
        }
        finally
        {
            _context.DangerousRelease();
        }
    }

    private static void UseChain(nint context, ReadOnlySpan<byte> chainPem)
    {
        var chain = CertificateReader.ReadPem(chainPem, "certificate chain");
        var accepted = OpenSsl.SSL_CTX_use_certificate(context, chain[0]) == 1;
        for (var i = 1; i < chain.Count; i++)
        {
            const int TakeOwnReference = 1;
            accepted &= OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlChainCert, TakeOwnReference, chain[i]) == 1;
        }

        chain.ForEach(Crypto.X509_free);
        if (!accepted)
        {
            throw OpenSslErrors.MaterialException("certificate chain");
        }
    }

    private static void UsePrivateKey(nint context, ReadOnlySpan<byte> privateKeyPem)
    {
        var key = CertificateReader.ReadPrivateKeyPem(privateKeyPem);
        var accepted = OpenSsl.SSL_CTX_use_PrivateKey(context, key) == 1 && OpenSsl.SSL_CTX_check_private_key(context) == 1;
        Crypto.EVP_PKEY_free(key);
        if (!accepted)
        {
            throw OpenSslErrors.MaterialException("private key");
        }
    }

    private static void SetProtocol(nint context, TlsContextOptions options)
    {
        var version = options.OnlyTls12 ? OpenSsl.Tls12 : OpenSsl.Tls13;
        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetMinProtocol, version, 0);
        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetMaxProtocol, version, 0);
        fixed (byte* suites = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256\0"u8)
        {
            _ = OpenSsl.SSL_CTX_set_ciphersuites(context, suites);
        }

        fixed (byte* protocols = ProtocolList)
        {
            _ = OpenSsl.SSL_CTX_set_alpn_protos(context, protocols, (uint)ProtocolList.Length);
        }

        OpenSsl.SSL_CTX_set_alpn_select_cb(context, &OnSelectProtocol, 0);
        OpenSsl.SSL_CTX_set_options(
            context, OpenSsl.OptionNoCompression | OpenSsl.OptionNoRenegotiation | OpenSsl.OptionCipherServerPreference);
    }

    /// <summary>Without "no auto chain" each handshake would search a chain for our own certificate.</summary>
    private static void SetMode(nint context)
    {
        const long Mode = OpenSsl.ModeAcceptMovingWriteBuffer | OpenSsl.ModeNoAutoChain | OpenSsl.ModeReleaseBuffers;
        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlMode, (nint)Mode, 0);
    }

    private static void SetSessions(nint context, TlsContextOptions options)
    {
        if (!options.Resumption)
        {
            _ = OpenSsl.SSL_CTX_set_num_tickets(context, 0);
            OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetSessionCacheMode, (nint)OpenSsl.SessionCacheOff, 0);
            OpenSsl.SSL_CTX_set_options(context, OpenSsl.OptionNoTicket);
            return;
        }

        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetSessionCacheMode, (nint)(OpenSsl.SessionCacheClient | OpenSsl.SessionCacheServer), 0);
        fixed (byte* id = "istio"u8)
        {
            _ = OpenSsl.SSL_CTX_set_session_id_context(context, id, 5);
        }
    }

    /// <summary>Takes h2 when the client offers it, and ends the handshake with no_application_protocol when it does not (RFC 7301 3.2).</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSelectProtocol(nint ssl, byte** selected, byte* selectedLength, byte* offered, uint offeredLength, nint argument)
    {
        const int Negotiated = 1, Accept = 0, FatalAlert = 2;
        var own = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(ProtocolList));
        return OpenSsl.SSL_select_next_proto(selected, selectedLength, own, (uint)ProtocolList.Length, offered, offeredLength) == Negotiated ? Accept : FatalAlert;
    }

    private sealed class ContextHandle : SafeHandle
    {
        public ContextHandle(nint context)
            : base(0, ownsHandle: true) => SetHandle(context);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            OpenSsl.SSL_CTX_free(handle);
            return true;
        }
    }
}
