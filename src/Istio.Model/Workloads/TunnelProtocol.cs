namespace Istio.Model.Workloads;

/// <summary>How connections reach a workload.</summary>
public enum TunnelProtocol
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>In a tunnel that its node's ztunnel ends.</summary>
    Hbone,

    /// <summary>In a tunnel that the workload ends itself.</summary>
    NativeHbone,
}
