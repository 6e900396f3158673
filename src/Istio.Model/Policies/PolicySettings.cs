using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>What of the mesh configuration policies depend on.</summary>
/// <param name="RootNamespace">The namespace whose policies speak for the whole mesh.</param>
/// <param name="TrustDomain">The one of every identity that ztunnel lets in.</param>
/// <param name="TrustDomainAliases">Former trust domains, whose identities mean the same workloads.</param>
public sealed record PolicySettings(string RootNamespace, string TrustDomain, ValueList<string> TrustDomainAliases);
