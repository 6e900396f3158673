namespace Istio.Translation.Ambient.Tables;

/// <summary>What istiod is told about its cluster when it starts.</summary>
/// <param name="ClusterId">First part of every workload's uid.</param>
/// <param name="DnsDomain">Last part of every Kubernetes service's host name.</param>
/// <param name="SystemNamespace">istiod's own namespace, whose label names the network of the cluster.</param>
/// <param name="UsesAllocatedAddresses">Addresses in the status of ServiceEntries, which a cluster's istiod allocated, are addresses of their services.</param>
public sealed record AmbientSettings(
    string ClusterId = "Kubernetes", string DnsDomain = "cluster.local", string SystemNamespace = "istio-system", bool UsesAllocatedAddresses = true);
