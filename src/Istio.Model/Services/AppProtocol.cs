namespace Istio.Model.Services;

/// <summary>The <c>protocol</c> of a ServiceEntry's port, as Istio reads it: in any case.</summary>
public static class AppProtocol
{
    /// <summary>All that Istio 1.28.4 knows. Nothing written means that the protocol is detected.</summary>
    public const string Known = "HTTP, HTTPS, HTTP2, HTTP_PROXY, GRPC, GRPC-WEB, TLS, TCP, UDP, MONGO, REDIS or MYSQL";

    public static bool IsKnown(string protocol) => IsHttp(protocol) || IsTls(protocol) || protocol.ToUpperInvariant() is "TCP" or "UDP" or "MONGO" or "REDIS" or "MYSQL";

    /// <summary>A request names the host that it is for: by the field <c>host</c>, or by SNI.</summary>
    public static bool CarriesHost(string protocol) => IsHttp(protocol) || IsTls(protocol);

    public static bool IsHttp(string protocol) => protocol.ToUpperInvariant() is "HTTP" or "HTTP2" or "HTTP_PROXY" or "GRPC" or "GRPC-WEB";

    private static bool IsTls(string protocol) => protocol.ToUpperInvariant() is "HTTPS" or "TLS";
}
