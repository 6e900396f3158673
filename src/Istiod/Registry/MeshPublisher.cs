using Istio.Api.Mesh;
using Istio.Core.Values;
using Istio.Model.Files;
using Istio.Model.Kinds;
using Istio.Security.Trust;
using Istio.Xds.Resources;
using Istiod.Authority.Roots;
using Istiod.Discovery;

namespace Istiod.Registry;

/// <summary>Turns changed objects into changed resources and publishes them. Called by the configuration loop alone.</summary>
internal sealed class MeshPublisher : IDisposable
{
    private readonly DiscoveryServer _server;
    private readonly MeshTrust _trust;
    private readonly IDisposable _subscription;
    private PublishedSets _sets = PublishedSets.Empty;

    public MeshPublisher(DiscoveryServer server, MeshTrust trust)
    {
        _server = server;
        _trust = trust;
        _subscription = trust.Live.Subscribe(_ => TrustChanged?.Invoke());
    }

    /// <summary>The bundle in force is another one and waits to be published. Raised on any thread.</summary>
    public event Action? TrustChanged;

    /// <param name="mesh">The mesh configuration when it changed, else null.</param>
    /// <returns>True when anything was published.</returns>
    public bool Publish(ValueList<ObjectChange> changes, MeshConfig? mesh, long changedAt, bool isFirst)
    {
        if (mesh is not null)
        {
            _trust.SetAnchors([.. mesh.CaCertificates]);
        }

        var next = _sets with { ProxyConfigs = Trusting(_sets.ProxyConfigs, _trust.Live.Current) };
        if (next == _sets && !isFirst)
        {
            return false;
        }

        _sets = next;
        _server.Publish(next, changedAt);
        return true;
    }

    public void Dispose() => _subscription.Dispose();

    private static ResourceSet Trusting(ResourceSet current, TrustBundle bundle)
    {
        if (bundle.IsEmpty)
        {
            return current.With([], [""]);
        }

        // One resource without a name, as Istio sends it.
        var config = new ProxyConfig { CaCertificatesPem = { bundle.Roots.Select(root => $"{root.ExportCertificatePem()}\n") } };
        return current.With([EncodedResource.Create(ResourceTypes.ProxyConfig.TypeUrl, "", config)], []);
    }
}
