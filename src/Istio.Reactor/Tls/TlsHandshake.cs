using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Istio.Reactor.Native;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tls;

/// <summary>
/// One handshake and the law of mesh trust: none is accepted, full or resumed, unless the peer's chain verifies against the
/// bundle in force when it completes.
/// </summary>
/// <remarks>
/// A full handshake is verified inside OpenSSL's verify callback, so that a refused peer gets the fitting alert. A resumed session runs no
/// such callback, and the bundle may have been replaced since it ran: both are verified again at completion, before the stream is given out.
/// </remarks>
internal sealed class TlsHandshake(TlsContext context, TlsRole role, PeerRequirement requirement)
{
    /// <summary>The handshake whose SSL_do_handshake is running on this thread; the callback has no other way to it that could not dangle.</summary>
    [ThreadStatic]
    private static TlsHandshake? _running;

    private TrustBundle? _verifiedBy;

    /// <summary>Our part.</summary>
    public TlsRole Role => role;

    /// <summary>Why the peer was refused; null while it was not.</summary>
    public StreamFailure? Refusal { get; private set; }

    public TlsPeer? Peer { get; private set; }

    /// <summary>What the record layer that takes over needs; complete only after a handshake of TLS 1.3.</summary>
    public TrafficSecrets Secrets { get; } = new();

    private TlsRole PeerRole => TrafficSecrets.PeerOf(role);

    /// <summary>One step of the handshake; the callback runs within.</summary>
    public int Advance(TlsSession session)
    {
        _running = this;
        try
        {
            return session.Handshake();
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>The last word on a handshake that OpenSSL has completed. Null: accepted, and <see cref="Peer"/> is set.</summary>
    public StreamFailure? Conclude(TlsSession session)
    {
        Peer = session.IsResumed ? session.ReadPeer(PeerRole) : Peer;
        if (Refusal is not null)
        {
            return Refusal;
        }

        if (Peer is null)
        {
            return new StreamFailure(FailureReason.NoPeerCertificate, "tls: the peer presented no certificate");
        }

        if (!session.HasSelected(TlsContext.Protocol))
        {
            return new StreamFailure(FailureReason.Protocol, "tls: the peer did not agree on protocol h2");
        }

        var current = context.Trust.Current;
        var isVerified = !session.IsResumed && ReferenceEquals(_verifiedBy, current);
        return (isVerified ? null : context.Trust.Verify(Peer, current)) ?? requirement.Check(Peer);
    }

    /// <summary>Called by OpenSSL with the chain of a full handshake; 1 accepts it. The error set picks the alert.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int OnVerify(nint storeContext, nint argument)
    {
        try
        {
            return _running is { } running && running.Verify(storeContext) ? 1 : 0;
        }
        catch (Exception exception)
        {
            // An exception must not cross OpenSSL's frames; it is a refusal with a reason.
            _running?.Refuse(new StreamFailure(FailureReason.Untrusted, $"tls: verification failed: {exception.Message}"));
            return 0;
        }
    }

    /// <summary>Called by OpenSSL with each secret of the handshake, as a text line.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void OnKeyLogLine(nint ssl, byte* line) =>
        _running?.Secrets.TakeLine(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(line));

    private bool Verify(nint storeContext)
    {
        var leaf = Crypto.X509_STORE_CTX_get0_cert(storeContext);
        var chain = Crypto.X509_STORE_CTX_get0_untrusted(storeContext);
        _verifiedBy = context.Trust.Current;
        Peer = TlsPeer.From(leaf, chain, PeerRole);
        Refusal = context.Trust.Verify(leaf, chain, PeerRole, _verifiedBy, out var code);
        if (Refusal is null && requirement.Check(Peer) is { } unexpected)
        {
            Refusal = unexpected;
            code = Crypto.VerifyErrorApplication;
        }

        Crypto.X509_STORE_CTX_set_error(storeContext, code);
        return Refusal is null;
    }

    private void Refuse(StreamFailure refusal) => Refusal ??= refusal;
}
