namespace Istio.Translation.Mesh.Settings;

/// <summary>What of the mesh configuration workloads depend on.</summary>
/// <param name="RootNamespace">The namespace whose policies speak for the whole mesh.</param>
/// <param name="TrustDomain">First part of every identity.</param>
internal sealed record WorkloadSettings(string RootNamespace, string TrustDomain);
