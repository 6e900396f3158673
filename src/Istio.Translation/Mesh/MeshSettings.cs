namespace Istio.Translation.Mesh;

/// <summary>What istiod is told about its cluster when it starts.</summary>
/// <param name="ClusterId">First part of the uid of every workload of the cluster.</param>
/// <param name="DnsDomain">Last part of the host name of every Kubernetes service of the cluster.</param>
/// <param name="SystemNamespace">istiod's own namespace, whose label names the network of a cluster.</param>
/// <param name="UsesAllocatedAddresses">Addresses in the status of ServiceEntries, which a cluster's istiod allocated, are addresses of their services.</param>
public sealed record MeshSettings(
    string ClusterId = "Kubernetes", string DnsDomain = "cluster.local", string SystemNamespace = "istio-system", bool UsesAllocatedAddresses = true);
