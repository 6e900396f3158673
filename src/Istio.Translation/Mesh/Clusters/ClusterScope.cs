namespace Istio.Translation.Mesh.Clusters;

/// <summary>What the objects of a cluster depend on.</summary>
/// <param name="ClusterId">First part of the uid of every workload of the cluster.</param>
/// <param name="Network">Network of the addresses in the cluster; empty when it has no name.</param>
/// <param name="DnsDomain">Last part of the host name of every Kubernetes service of the cluster.</param>
public sealed record ClusterScope(string ClusterId, string Network, string DnsDomain);
