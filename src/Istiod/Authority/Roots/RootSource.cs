using Istio.Core.Values;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Sources;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>The authority's own roots as a source: a root that comes or goes is committed and published like any other change.</summary>
internal sealed class RootSource : IObjectSource, IDisposable
{
    private readonly MeshTrust _trust;
    private volatile TrustBundle? _taken;

    public RootSource(MeshTrust trust)
    {
        _trust = trust;
        trust.CallersChanged += Look;
    }

    public event Action? Changed;

    public string Name => "certificate authority";

    /// <summary>The authority has its roots before anything else begins.</summary>
    public bool HasSynced => true;

    public SourceChanges Take()
    {
        var roots = _trust.AuthorityRoots;
        if (roots.Equals(_taken))
        {
            return new([]);
        }

        _taken = roots;
        var row = new AuthorityRoots(roots.Roots.Select(static root => root.ExportCertificatePem()).ToValueList());
        return new([new(row.Key, row)]);
    }

    public void Dispose() => _trust.CallersChanged -= Look;

    private void Look()
    {
        if (!_trust.AuthorityRoots.Equals(_taken))
        {
            Changed?.Invoke();
        }
    }
}
