namespace Istio.Reactor.Tls;

/// <summary>The knobs of a context. The defaults are those of every mesh connection; only tests change them.</summary>
internal sealed record TlsContextOptions
{
    public static TlsContextOptions Mesh { get; } = new();

    /// <summary>Negotiate TLS 1.2 and nothing else. For tests of the trust law.</summary>
    public bool OnlyTls12 { get; init; }

    /// <summary>Let sessions be resumed. For tests of the trust law: a resumed session is verified like a new one.</summary>
    public bool Resumption { get; init; }

    /// <summary>Leave the records to OpenSSL after the handshake as well. For tests: an independent peer of our record layer.</summary>
    public bool OpenSslRecords { get; init; }

    /// <summary>
    /// After so many records the sending side takes a new key. AES-GCM keeps its margin for 2^24.5 full records of one key (RFC 8446 5.5).
    /// </summary>
    public long RecordsPerKey { get; init; } = 1L << 24;

    /// <summary>After the handshake the record layer of this library takes over.</summary>
    public bool HandsRecordsOver => !OnlyTls12 && !Resumption && !OpenSslRecords;
}
