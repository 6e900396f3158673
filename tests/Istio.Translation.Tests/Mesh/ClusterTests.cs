using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Tests.Ambient;

namespace Istio.Translation.Tests.Mesh;

/// <summary>Objects belong to clusters, and clusters are rows that come and go.</summary>
public sealed class ClusterTests
{
    private const string East = "east";
    private static readonly WorkloadUid Uid = WorkloadUid.Pod("east-1", "shop", "web-1");
    private readonly TestMesh _mesh = new(Yaml.Pod("web-1", "10.0.0.1"), Yaml.Namespace("istio-system", "topology.istio.io/network: north"));

    [Fact]
    public void An_object_is_in_the_network_and_has_the_id_of_its_own_cluster()
    {
        _mesh.Ambient.Mesh.Clusters.Set(East, new MeshCluster(East, "east-1", "cluster.local"));
        Apply(System("south"));

        Assert.Equal([Uid.Text], Apply(Web1));
        Assert.Equal(("south", "east-1"), (_mesh.Workload(Uid.Text)!.Network, _mesh.Workload(Uid.Text)!.ClusterId));
        Assert.Equal(("north", "Kubernetes"), (_mesh.Pod("web-1").Network, _mesh.Pod("web-1").ClusterId));
    }

    [Fact]
    public void A_network_that_changes_touches_the_objects_of_its_cluster_alone()
    {
        _mesh.Ambient.Mesh.Clusters.Set(East, new MeshCluster(East, "east-1", "cluster.local"));
        Apply(System("south"));
        Apply(Web1);

        Assert.Equal([Uid.Text], Apply(System("west")));
        Assert.Equal("west", _mesh.Workload(Uid.Text)!.Network);
    }

    [Fact]
    public void A_cluster_that_nobody_knows_has_nothing_in_the_mesh_and_one_that_goes_takes_its_objects_along()
    {
        Assert.Empty(Apply(Web1));

        _mesh.Ambient.Mesh.Clusters.Set(East, new MeshCluster(East, "east-1", "cluster.local"));
        _mesh.Graph.Commit();
        Assert.NotNull(_mesh.Workload(Uid.Text));

        _mesh.Ambient.Mesh.Clusters.Remove(East);
        _mesh.Graph.Commit();
        Assert.Null(_mesh.Workload(Uid.Text));
        Assert.NotNull(_mesh.Workload(WorkloadUid.Pod("Kubernetes", "shop", "web-1").Text));
    }

    private static Pod Web1 => new(new ObjectMeta("shop", "web-1") { Cluster = East })
    {
        Addresses = ["10.9.0.1"],
        IsReady = true,
    };

    private static Namespace System(string network) => new(new ObjectMeta("", "istio-system")
    {
        Cluster = East,
        Labels = ValueMap.Create(KeyValuePair.Create(Labels.Network, network)),
    });

    private IReadOnlyList<string> Apply(ConfigObject one) => _mesh.Apply(new ObjectChange(one.Key, one));
}
