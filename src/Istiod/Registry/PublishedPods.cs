using Istio.Collections;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istiod.Authority.Callers;

namespace Istiod.Registry;

/// <summary>Where the pods of the last commit run, for the authority's check of impersonation. Any thread; no lock.</summary>
/// <param name="clusterId">The cluster of the configuration.</param>
internal sealed class PublishedPods(MeshGraph graph, string clusterId) : IPodPlacement
{
    private readonly Input<ObjectName, Pod> _pods = graph.Objects.Of(Pod.Kind);

    public bool KnowsCluster(string id) => id == clusterId;

    public PlacedPod? Find(string id, string ns, string name) =>
        KnowsCluster(id) && graph.Tables.Of(_pods).Find(ObjectName.Of(ns, name)) is { } pod ? new(pod.Metadata.Uid, pod.ServiceAccount, pod.NodeName) : null;

    public bool RunsOnNode(string id, string node, string ns, string serviceAccount) =>
        KnowsCluster(id) && graph.Tables.Of(graph.Ambient.NodeAccounts).Find(new(node, ns, serviceAccount)) is not null;
}
