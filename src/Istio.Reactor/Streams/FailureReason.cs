namespace Istio.Reactor;

/// <summary>What went wrong with a socket or stream, in terms a connection log or a metric label can use.</summary>
public enum FailureReason
{
    /// <summary>Closed or aborted by this side.</summary>
    Closed,

    /// <summary>The peer reset the connection, or sent RST_STREAM.</summary>
    Reset,

    /// <summary>The writing side was used after the peer stopped reading (EPIPE).</summary>
    BrokenPipe,

    /// <summary>The peer vanished in mid message: end of file where the protocol forbids it.</summary>
    UnexpectedEnd,

    /// <summary>The destination refused the connection: no listener.</summary>
    Refused,

    /// <summary>Connect or handshake took longer than allowed, or the peer stopped acknowledging.</summary>
    TimedOut,

    /// <summary>No route to host or network.</summary>
    Unreachable,

    /// <summary>A listener's address is taken.</summary>
    AddressInUse,

    /// <summary>An address to bind to is not one of this machine.</summary>
    AddressNotAvailable,

    /// <summary>A privileged port or socket option without the privilege.</summary>
    PermissionDenied,

    /// <summary>Out of file descriptors or memory.</summary>
    ResourceExhausted,

    /// <summary>The peer violated the protocol (TLS, HTTP/2).</summary>
    Protocol,

    /// <summary>TLS: no peer certificate was presented.</summary>
    NoPeerCertificate,

    /// <summary>TLS: the peer's chain does not lead to a root of the trust bundle in force.</summary>
    Untrusted,

    /// <summary>TLS: a certificate of the peer's chain is expired or not yet valid.</summary>
    CertificateExpired,

    /// <summary>TLS: the peer's SPIFFE identity is not in an accepted trust domain.</summary>
    WrongTrustDomain,

    /// <summary>TLS: none of the peer's URI SANs is an expected identity.</summary>
    UnexpectedIdentity,

    /// <summary>TLS: the peer refused our certificate or our offer with an alert.</summary>
    PeerAlert,

    /// <summary>The loop that owns the stream is stopping.</summary>
    Stopping,

    /// <summary>Any other error number of the operating system; see <see cref="StreamFailure.ErrorNumber"/>.</summary>
    System,
}
