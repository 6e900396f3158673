namespace Istio.Reactor.Tls;

/// <summary>The knobs of a context. The defaults are those of every mesh connection; only tests change them.</summary>
internal sealed record TlsContextOptions
{
    public static TlsContextOptions Mesh { get; } = new();

    /// <summary>Negotiate TLS 1.2 and nothing else. For tests of the trust law.</summary>
    public bool OnlyTls12 { get; init; }

    /// <summary>Let sessions be resumed. For tests of the trust law: a resumed session is verified like a new one.</summary>
    public bool Resumption { get; init; }
}
