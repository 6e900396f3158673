using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>
/// By what istiod trusts its callers: the authority's own roots, and the one trust domain that these speak for. What proxies trust each other by is made of the
/// roots in <see cref="TrustTables"/>, with the anchors of the mesh configuration, which open nothing here.
/// </summary>
internal sealed class MeshTrust
{
    private volatile TrustBundle _authority = TrustBundle.Empty;
    private volatile string _trustDomain = "";

    /// <summary>Raised after another set of roots or another trust domain decides about callers, on the thread that changed it.</summary>
    public event Action? CallersChanged;

    /// <summary>The authority's own roots. A root of MeshConfig.caCertificates is none of them, unless it is in both.</summary>
    public TrustBundle AuthorityRoots => _authority;

    /// <summary>The trust domain that the authority's roots speak for; empty before it is known, when nobody is believed.</summary>
    public string TrustDomain => _trustDomain;

    /// <remarks>What a handler of <see cref="CallersChanged"/> throws is thrown here, after the former roots have been put in force again.</remarks>
    public void SetAuthorityRoots(TrustBundle roots)
    {
        var former = Interlocked.Exchange(ref _authority, roots);
        if (former.Equals(roots))
        {
            return;
        }

        try
        {
            CallersChanged?.Invoke();
        }
        catch
        {
            _authority = former;
            throw;
        }

        Logs.TrustBundle.Info($"the authority's roots changed: {roots}");
    }

    /// <param name="configured">MeshConfig.trustDomain; identities have <c>.</c> where it has <c>@</c>, as in Istio.</param>
    public void SetTrustDomain(string configured)
    {
        var next = configured.Replace('@', '.');
        if (Interlocked.Exchange(ref _trustDomain, next) != next)
        {
            CallersChanged?.Invoke();
        }
    }
}
