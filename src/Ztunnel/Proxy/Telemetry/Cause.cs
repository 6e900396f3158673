namespace Ztunnel.Proxy.Telemetry;

/// <summary>Who ended a connection, and at which stage.</summary>
internal enum Cause
{
    /// <summary>Both sides finished, or one went away in the ways Istio counts as normal.</summary>
    Completed,

    /// <summary>The destination leads back into this proxy.</summary>
    RecursiveCall,

    /// <summary>The served workload itself is not known.</summary>
    SourceUnknown,

    /// <summary>No endpoint, no waypoint, no usable port.</summary>
    NoRoute,

    /// <summary>This workload has no certificate to show.</summary>
    CertificateMissing,

    /// <summary>The next hop could not be dialled.</summary>
    DialFailed,

    /// <summary>The TLS handshake with the next hop or the client failed.</summary>
    HandshakeFailed,

    /// <summary>The next hop answered CONNECT with another status than 200.</summary>
    TunnelRefused,

    /// <summary>The CONNECT request is not one this proxy accepts.</summary>
    BadRequest,

    /// <summary>An L4 policy denies the connection.</summary>
    PolicyRejection,

    /// <summary>An L4 policy that came later denies the open connection.</summary>
    PolicyChange,

    /// <summary>The peer's certificate no longer verifies against the trust bundle now in force.</summary>
    TrustChange,

    /// <summary>The application could not be connected to.</summary>
    ApplicationUnreachable,

    /// <summary>The proxy stops, or no longer serves the workload.</summary>
    Drain,

    /// <summary>Bytes could not be carried on.</summary>
    RelayFailed,

    /// <summary>The SOCKS5 client does not follow the protocol or asks for what is not offered.</summary>
    SocksRefused,
}
