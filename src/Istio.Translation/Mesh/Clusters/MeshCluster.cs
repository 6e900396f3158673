namespace Istio.Translation.Mesh.Clusters;

/// <summary>A cluster that objects of the mesh live in.</summary>
/// <param name="Name">As the names of its objects have it; empty for the cluster of the configuration.</param>
/// <param name="Id">First part of the uid of every workload of the cluster.</param>
/// <param name="DnsDomain">Last part of the host name of every Kubernetes service of the cluster.</param>
public sealed record MeshCluster(string Name, string Id, string DnsDomain);
