using System.Diagnostics.CodeAnalysis;
using Istio.Core.Identity;
using Istio.Security.Trust;
using Istiod.Authority.Roots;

namespace Istiod.Authority.Callers;

/// <summary>
/// Which certificates identify a caller of istiod: those of the authority's own roots, with exactly one URI name, which is a workload's of the mesh's trust
/// domain. Istio 1.28.4 maps its roots to that trust domain in the same way; trust domain aliases and MeshConfig.caCertificates open nothing here.
/// </summary>
internal sealed class CallerTrust(MeshTrust trust, TimeProvider time)
{
    /// <summary>Raised when a verdict given before may no longer hold.</summary>
    public event Action? Changed
    {
        add => trust.CallersChanged += value;
        remove => trust.CallersChanged -= value;
    }

    /// <summary>Judges by the roots and the trust domain in force now.</summary>
    /// <param name="refusal">For istiod's log; null when identified.</param>
    public bool TryIdentify(PeerChain chain, out SpiffeId identity, [NotNullWhen(false)] out string? refusal)
    {
        if (!chain.TryGetIdentity(out identity, out refusal))
        {
            return false;
        }

        if (identity.TrustDomain != trust.TrustDomain)
        {
            refusal = $"istiod's roots speak for trust domain '{trust.TrustDomain}', not for '{identity.TrustDomain}'";
            return false;
        }

        var verdict = trust.AuthorityRoots.Verify(chain, CertificateUse.Client, time.GetUtcNow());
        refusal = verdict.IsTrusted ? null : verdict.Reason;
        return verdict.IsTrusted;
    }
}
