using Istio.Core.Logging;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>
/// What is trusted, and by whom. Proxies trust each other by the authority's own roots and the PEM entries of MeshConfig.caCertificates (PCDS). istiod trusts
/// its callers by the authority's own roots only, and these speak for one trust domain, the mesh's.
/// </summary>
internal sealed class MeshTrust
{
    private static readonly LogScope Log = LogScope.Get("trustBundle", "Workload mTLS trust bundle logs");

    private readonly Lock _lock = new();
    private readonly LiveTrust _live = new();
    private readonly LiveTrust _authority = new();
    private readonly Dictionary<string, TrustBundle> _anchors = new(StringComparer.Ordinal);
    private volatile string _trustDomain = "";

    /// <summary>Raised after another set of roots or another trust domain decides about callers, on the thread that changed it.</summary>
    public event Action? CallersChanged;

    /// <summary>For connections between proxies: the union. Subscribe to follow changes.</summary>
    public LiveTrust Live => _live;

    /// <summary>For callers of istiod: the authority's own roots. A root of MeshConfig.caCertificates is none of them, unless it is in both.</summary>
    public TrustBundle AuthorityRoots => _authority.Current;

    /// <summary>The trust domain that the authority's roots speak for; empty before it is known, when nobody is believed.</summary>
    public string TrustDomain => _trustDomain;

    public void SetAuthorityRoots(TrustBundle roots)
    {
        bool changed;
        lock (_lock)
        {
            changed = _authority.Publish(roots);
            Publish();
        }

        if (changed)
        {
            CallersChanged?.Invoke();
        }
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

    /// <summary>Replaces the anchors of the mesh configuration: what is no longer named is no longer trusted.</summary>
    /// <param name="pems">The <c>pem</c> fields, each with one or more certificates.</param>
    /// <returns>
    /// What is wrong, one message for each unreadable entry. The readable ones are in force: one broken entry must not keep a removal of
    /// another from working.
    /// </returns>
    public IReadOnlyList<string> SetAnchors(IReadOnlyList<string> pems)
    {
        List<string> errors = [];
        lock (_lock)
        {
            Dictionary<string, TrustBundle> known = new(_anchors, StringComparer.Ordinal);
            _anchors.Clear();
            for (int i = 0; i < pems.Count; i++)
            {
                if (known.GetValueOrDefault(pems[i]) is { } bundle || TrustBundle.TryParse(pems[i], out bundle, out string? error))
                {
                    _anchors[pems[i]] = bundle;
                }
                else
                {
                    errors.Add($"caCertificates[{i}].pem: {error}");
                }
            }

            Publish();
        }

        foreach (string error in errors)
        {
            Log.Warn($"mesh configuration, {error}; this entry is not trusted, the others are");
        }

        return errors;
    }

    private void Publish()
    {
        TrustBundle all = _anchors.Values.Aggregate(_authority.Current, (sum, bundle) => sum.With(bundle));
        if (_live.Publish(all))
        {
            Log.Info($"trust bundle changed: {all}");
        }
    }
}
