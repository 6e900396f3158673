using Istio.Model.Kinds.Core.Pods;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>A service account that runs on a node. While one of its pods is there, the node's ztunnel may have certificates for it.</summary>
/// <param name="Cluster">The cluster of the node; empty for the cluster of the configuration.</param>
public sealed record NodeAccount(string Node, string Namespace, string ServiceAccount, string Cluster = "") : IComparable<NodeAccount>
{
    /// <summary>Null until the pod is on a node.</summary>
    public static NodeAccount? Of(Pod pod) =>
        pod.NodeName.Length == 0 ? null : new NodeAccount(pod.NodeName, pod.Metadata.Namespace, pod.ServiceAccount, pod.Metadata.Cluster);

    /// <summary>By cluster, node, namespace, service account.</summary>
    public int CompareTo(NodeAccount? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(Cluster, other.Cluster);
        order = order != 0 ? order : string.CompareOrdinal(Node, other.Node);
        order = order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(ServiceAccount, other.ServiceAccount);
    }
}
