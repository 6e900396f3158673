using Istio.Core.Identity;
using Istio.Core.Values;
using Istio.Security.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>Who speaks on a connection, as far as it was proved.</summary>
/// <param name="Names">The SPIFFE URIs and DNS names of a certificate, or the one identity a token stands for.</param>
/// <param name="Account">The service account of a token with the pod it is bound to; null for a certificate, which therefore cannot impersonate.</param>
/// <param name="ClusterId">Header <c>clusterid</c>, as the caller says; empty when absent.</param>
internal sealed record Caller(CallerSource Source, ValueList<string> Names, ServiceAccountClaims? Account, string ClusterId)
{
    /// <summary>The first name of Istio's SPIFFE shape.</summary>
    public SpiffeId? Identity
    {
        get
        {
            foreach (string name in Names)
            {
                if (SpiffeId.TryParse(name, out SpiffeId id))
                {
                    return id;
                }
            }

            return null;
        }
    }
}
