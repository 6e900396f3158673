namespace Ztunnel.State;

/// <summary>How a workload is reached. Values of <c>istio.workload.TunnelProtocol</c>.</summary>
internal enum TunnelProtocol
{
    /// <summary>Plain TCP; <c>NONE</c> on the wire.</summary>
    Tcp = 0,

    /// <summary>Mutual TLS and HTTP/2 CONNECT on port 15008.</summary>
    Hbone = 1,
}
