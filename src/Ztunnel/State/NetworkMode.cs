namespace Ztunnel.State;

/// <summary>Values of <c>istio.workload.NetworkMode</c>.</summary>
internal enum NetworkMode
{
    Standard = 0,

    /// <summary>The workload's address is the node's and shared, so it never identifies the workload.</summary>
    HostNetwork = 1,
}
