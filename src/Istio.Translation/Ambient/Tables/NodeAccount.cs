using Istio.Model.Kinds.Core.Pods;

namespace Istio.Translation.Ambient.Tables;

/// <summary>A service account that runs on a node. While one of its pods is there, the node's ztunnel may have certificates for it.</summary>
public sealed record NodeAccount(string Node, string Namespace, string ServiceAccount) : IComparable<NodeAccount>
{
    /// <summary>Null until the pod is on a node.</summary>
    public static NodeAccount? Of(Pod pod) => pod.NodeName.Length == 0 ? null : new NodeAccount(pod.NodeName, pod.Metadata.Namespace, pod.ServiceAccount);

    public int CompareTo(NodeAccount? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = string.CompareOrdinal(Node, other.Node);
        order = order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(ServiceAccount, other.ServiceAccount);
    }
}
