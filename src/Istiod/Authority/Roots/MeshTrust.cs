using Istio.Core.Logging;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>
/// What the mesh trusts: the authority's own roots and the PEM entries of MeshConfig.caCertificates. istiod verifies its callers with it
/// and publishes it to proxies (PCDS).
/// </summary>
internal sealed class MeshTrust
{
    private static readonly LogScope Log = LogScope.Get("trustBundle", "Workload mTLS trust bundle logs");

    private readonly Lock _lock = new();
    private readonly LiveTrust _live = new();
    private readonly Dictionary<string, TrustBundle> _anchors = new(StringComparer.Ordinal);
    private TrustBundle _authorityRoots = TrustBundle.Empty;

    /// <summary>The union; subscribe to follow changes.</summary>
    public LiveTrust Live => _live;

    public void SetAuthorityRoots(TrustBundle roots)
    {
        lock (_lock)
        {
            _authorityRoots = roots;
            Publish();
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
        TrustBundle all = _anchors.Values.Aggregate(_authorityRoots, (sum, bundle) => sum.With(bundle));
        if (_live.Publish(all))
        {
            Log.Info($"trust bundle changed: {all}");
        }
    }
}
