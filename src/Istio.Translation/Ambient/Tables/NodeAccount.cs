namespace Istio.Translation.Ambient.Tables;

/// <summary>A service account that runs on a node. While one of its pods is there, the node's ztunnel may have certificates for it.</summary>
public sealed record NodeAccount(string Node, string Namespace, string ServiceAccount) : IComparable<NodeAccount>
{
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
