namespace Istio.Core.Names;

/// <summary>Istio's well-known TCP ports.</summary>
public static class Ports
{
    /// <summary>Proxy administration, on loopback.</summary>
    public const int ProxyAdmin = 15000;

    /// <summary>Captured outbound connections.</summary>
    public const int Outbound = 15001;

    /// <summary>Captured inbound connections; plain text to ztunnel.</summary>
    public const int Inbound = 15006;

    /// <summary>HBONE: mutual TLS and HTTP/2 CONNECT.</summary>
    public const int Hbone = 15008;

    /// <summary>xDS in clear.</summary>
    public const int Grpc = 15010;

    /// <summary>xDS and CA over TLS.</summary>
    public const int SecureGrpc = 15012;

    /// <summary>Metrics and debug pages of the control plane.</summary>
    public const int Monitoring = 15014;

    /// <summary>Webhooks of the control plane.</summary>
    public const int Webhook = 15017;

    /// <summary>Metrics of a proxy.</summary>
    public const int ProxyStats = 15020;

    /// <summary>Readiness of a proxy.</summary>
    public const int ProxyReadiness = 15021;

    /// <summary>DNS proxy, on the pod's loopback.</summary>
    public const int Dns = 15053;

    /// <summary>SOCKS5 entry of ztunnel.</summary>
    public const int Socks5 = 15080;

    /// <summary>Readiness and debug pages of istiod.</summary>
    public const int ControlPlaneHttp = 8080;
}
