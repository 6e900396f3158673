using Istiod.Authority.Callers;

namespace Istiod.Tests.Authority.Callers;

/// <summary>A registry of one cluster with pods that the test lists.</summary>
internal sealed class ListedPods(string clusterId, params (string Namespace, string Name, PlacedPod Pod)[] pods) : IPodPlacement
{
    public bool KnowsCluster(string id) => id == clusterId;

    public PlacedPod? Find(string id, string ns, string name) => Array.Find(pods, pod => pod.Namespace == ns && pod.Name == name).Pod;

    public bool RunsOnNode(string id, string node, string ns, string serviceAccount) =>
        Array.Exists(pods, pod => pod.Namespace == ns && pod.Pod.ServiceAccount == serviceAccount && pod.Pod.Node == node);
}
