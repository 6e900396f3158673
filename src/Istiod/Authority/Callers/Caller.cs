using Istio.Core.Identity;
using Istio.Security.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>Who speaks on a connection, as far as it was proved.</summary>
/// <param name="Identity">The one identity of the certificate or of the token: a workload's of the mesh's trust domain.</param>
/// <param name="Account">The service account of a token with the pod it is bound to; null for a certificate, which therefore cannot impersonate.</param>
/// <param name="ClusterId">Header <c>clusterid</c>, as the caller says; empty when absent.</param>
internal sealed record Caller(CallerSource Source, SpiffeId Identity, ServiceAccountClaims? Account, string ClusterId);
