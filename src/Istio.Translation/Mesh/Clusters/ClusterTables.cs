using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Objects;

namespace Istio.Translation.Mesh.Clusters;

/// <summary>The clusters of the mesh by name. Clusters that come and go are rows; the cluster of the configuration is always there.</summary>
internal sealed class ClusterTables
{
    public ClusterTables(ObjectTables objects, MeshSettings settings)
    {
        All = objects.Graph.Input<string, MeshCluster>("clusters");
        All.Set("", new MeshCluster("", settings.ClusterId, settings.DnsDomain));
        Scopes = All.Map("cluster scopes", new Sources(objects.Of(Namespace.Kind), settings.SystemNamespace), Resolve);
    }

    public Input<string, MeshCluster> All { get; }

    public Table<string, ClusterScope> Scopes { get; }

    /// <summary>The scope of the cluster that an object lives in; null when nobody knows the cluster, and the object does not belong to the mesh.</summary>
    public ClusterScope? Of(Read read, ObjectMeta metadata) => read.Get(Scopes, metadata.Cluster);

    private static ClusterScope Resolve(MeshCluster cluster, Sources sources, Read read)
    {
        var system = read.Get(sources.Namespaces, new ObjectName(cluster.Name, "", sources.SystemNamespace));
        return new ClusterScope(cluster.Id, system?.Metadata.Label(Labels.Network) ?? "", cluster.DnsDomain);
    }

    private sealed record Sources(Table<ObjectName, Namespace> Namespaces, string SystemNamespace);
}
