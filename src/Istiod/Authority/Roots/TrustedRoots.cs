using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>What proxies verify each other by.</summary>
/// <param name="Bundle">The authority's roots and the anchors of the mesh configuration.</param>
/// <param name="Findings">Anchors that cannot be read.</param>
internal sealed record TrustedRoots(TrustBundle Bundle, ValueList<Finding> Findings);
