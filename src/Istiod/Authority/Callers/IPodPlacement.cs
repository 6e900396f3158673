namespace Istiod.Authority.Callers;

/// <summary>The view on the registry's pods that impersonation is checked against, and nothing more.</summary>
internal interface IPodPlacement
{
    /// <summary>Whether pods of this cluster are known here at all.</summary>
    bool KnowsCluster(string clusterId);

    /// <summary>Null when there is no such pod.</summary>
    PlacedPod? Find(string clusterId, string ns, string name);

    /// <summary>Whether at least one pod with this service account is scheduled on the node, in whatever phase.</summary>
    bool RunsOnNode(string clusterId, string node, string ns, string serviceAccount);
}
