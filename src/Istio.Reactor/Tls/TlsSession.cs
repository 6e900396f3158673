using System.Runtime.InteropServices;
using Istio.Reactor.Native;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tls;

/// <summary>
/// Owner of one SSL object, its BIO and its channel. Order of release: SSL_free frees the BIO, after that nothing refers to the channel.
/// </summary>
/// <remarks>
/// Each method keeps the object reachable until the native call has returned, so that the finalizer of a stream that nobody
/// closed cannot free the SSL object under a running call.
/// </remarks>
internal sealed unsafe class TlsSession : IDisposable
{
    /// <summary>What OpenSSL allocates for a handshake, measured with 3.0: 40 KB.</summary>
    private const int NativeBytes = 40 * 1024;

    private readonly TlsChannel* _channel;
    private nint _ssl;

    public TlsSession(nint context, TlsRole role)
    {
        _ssl = OpenSsl.SSL_new(context);
        if (_ssl == 0)
        {
            throw OpenSslErrors.MaterialException("TLS session");
        }

        _channel = (TlsChannel*)NativeMemory.AllocZeroed((nuint)sizeof(TlsChannel));
        var bio = TlsBio.Create(_channel);
        if (bio == 0)
        {
            Release();
            throw OpenSslErrors.MaterialException("TLS session");
        }

        OpenSsl.SSL_set_bio(_ssl, bio, bio); // The same BIO for both directions: one reference, taken over.
        if (role == TlsRole.Client)
        {
            OpenSsl.SSL_set_connect_state(_ssl);
        }
        else
        {
            OpenSsl.SSL_set_accept_state(_ssl);
        }
    }

    ~TlsSession() => Release();

    /// <summary>True when OpenSSL holds received bytes, whole records or parts of one.</summary>
    public bool HoldsInput
    {
        get
        {
            var pending = OpenSsl.SSL_has_pending(Handle) != 0;
            GC.KeepAlive(this);
            return pending;
        }
    }

    public bool IsResumed
    {
        get
        {
            var resumed = OpenSsl.SSL_session_reused(Handle) != 0;
            GC.KeepAlive(this);
            return resumed;
        }
    }

    /// <summary>The SSL object; throws after disposal. A caller keeps this object alive across the call it makes with it.</summary>
    internal nint Handle => _ssl != 0 ? _ssl : throw new ObjectDisposedException(nameof(TlsSession));

    /// <summary>Lets OpenSSL read what is pending and write behind what is committed, until <see cref="Detach"/>.</summary>
    public void Attach(SealedInput? input, SealedOutput output)
    {
        if (input is not null)
        {
            _channel->Input = input.Pointer;
            _channel->InputLength = input.Pending.Length;
            _channel->InputEnded = input.HasEnded;
        }

        _channel->Output = output.Pointer;
        _channel->OutputUsed = 0;
        _channel->OutputCapacity = output.Room.Length;
    }

    /// <summary>Carries back what OpenSSL consumed and wrote.</summary>
    public void Detach(SealedInput? input, SealedOutput output)
    {
        input?.Consume(input.Pending.Length - _channel->InputLength);
        output.Commit(_channel->OutputUsed);
        _channel->InputLength = 0;
        _channel->Output = null;
    }

    /// <summary>1 when the handshake is complete, else what <see cref="ErrorOf"/> explains.</summary>
    public int Handshake()
    {
        Crypto.ERR_clear_error();
        var result = OpenSsl.SSL_do_handshake(Handle);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>The thread's error queue must be empty, as <see cref="ErrorOf"/> looks into it.</summary>
    public int Read(Span<byte> destination)
    {
        fixed (byte* at = destination)
        {
            var result = OpenSsl.SSL_read(Handle, at, destination.Length);
            GC.KeepAlive(this);
            return result;
        }
    }

    public int Write(ReadOnlySpan<byte> source)
    {
        Crypto.ERR_clear_error();
        fixed (byte* at = source)
        {
            var result = OpenSsl.SSL_write(Handle, at, source.Length);
            GC.KeepAlive(this);
            return result;
        }
    }

    /// <summary>Writes close_notify; does not wait for the peer's.</summary>
    public void SendCloseNotify()
    {
        Crypto.ERR_clear_error();
        _ = OpenSsl.SSL_shutdown(Handle);
        Crypto.ERR_clear_error();
        GC.KeepAlive(this);
    }

    /// <summary>SSL_ERROR_* of a call's result; must be asked before any other call into OpenSSL on this thread.</summary>
    public int ErrorOf(int result)
    {
        var error = OpenSsl.SSL_get_error(Handle, result);
        GC.KeepAlive(this);
        return error;
    }

    /// <summary>The peer's certificates, or null when it sent none and none is remembered from the resumed session.</summary>
    public TlsPeer? ReadPeer(TlsRole peerRole)
    {
        var leaf = OpenSsl.SSL_get0_peer_certificate(Handle);
        var peer = leaf == 0 ? null : TlsPeer.From(leaf, OpenSsl.SSL_get_peer_cert_chain(Handle), peerRole);
        GC.KeepAlive(this);
        return peer;
    }

    /// <summary>True when ALPN chose the protocol of the context.</summary>
    public bool HasSelected(ReadOnlySpan<byte> protocol)
    {
        byte* selected;
        uint length;
        OpenSsl.SSL_get0_alpn_selected(Handle, &selected, &length);
        var matches = protocol.SequenceEqual(new ReadOnlySpan<byte>(selected, (int)length));
        GC.KeepAlive(this);
        return matches;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_ssl == 0)
        {
            return;
        }

        OpenSsl.SSL_free(_ssl);
        _ssl = 0;
        NativeMemory.Free(_channel);
        NativeHeap.NoteFreed(NativeBytes);
    }
}
