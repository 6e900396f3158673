using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istiod.Authority.Callers;
using Istiod.Registry;

namespace Istiod.Tests.Registry;

public sealed class PublishedPodsTests : IDisposable
{
    private readonly MeshGraph _graph = new(KindCatalog.Mesh, new());

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void Pods_and_accounts_are_those_of_the_last_commit()
    {
        var pods = new PublishedPods(_graph, "c1");
        Assert.Null(pods.Find("c1", "shop", "web-1"));
        Assert.False(pods.RunsOnNode("c1", "node-a", "shop", "web"));

        Commit(PodOf("web-1", "node-a"));
        Commit(PodOf("web-2", "node-a"));

        Assert.Equal(new PlacedPod("uid-web-1", "web", "node-a"), pods.Find("c1", "shop", "web-1"));
        Assert.True(pods.RunsOnNode("c1", "node-a", "shop", "web"));
        Assert.False(pods.RunsOnNode("c1", "node-b", "shop", "web"));
        Assert.False(pods.RunsOnNode("c1", "node-a", "shop", "other"));

        Remove("web-1");
        Assert.Null(pods.Find("c1", "shop", "web-1"));
        Assert.True(pods.RunsOnNode("c1", "node-a", "shop", "web"));
        Remove("web-2");
        Assert.False(pods.RunsOnNode("c1", "node-a", "shop", "web"));
    }

    [Fact]
    public void A_pod_without_a_node_is_known_and_runs_nowhere()
    {
        var pods = new PublishedPods(_graph, "c1");
        Commit(PodOf("web-1", ""));

        Assert.Equal("", pods.Find("c1", "shop", "web-1")!.Node);
        Assert.False(pods.RunsOnNode("c1", "", "shop", "web"));
    }

    [Fact]
    public void Other_clusters_are_not_known()
    {
        var pods = new PublishedPods(_graph, "c1");
        Commit(PodOf("web-1", "node-a"));

        Assert.Equal((true, false), (pods.KnowsCluster("c1"), pods.KnowsCluster("c2")));
        Assert.Null(pods.Find("c2", "shop", "web-1"));
        Assert.False(pods.RunsOnNode("c2", "node-a", "shop", "web"));
    }

    private static Pod PodOf(string name, string node) => new(new ObjectMeta("shop", name) { Uid = $"uid-{name}" }) { ServiceAccount = "web", NodeName = node };

    private void Commit(Pod pod) => _graph.Commit([new(pod.Key, pod)], WrittenObjects.Empty);

    private void Remove(string name) => _graph.Commit([new(new(Pod.Kind, ObjectName.Of("shop", name)), null)], WrittenObjects.Empty);
}
