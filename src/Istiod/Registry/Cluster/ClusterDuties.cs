using Istio.Collections;
using Istio.Core.Parts;
using Istio.Core.Values;
using Istio.Kubernetes.Leases;
using Istio.Kubernetes.Writers;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istiod.Authority;
using Istiod.Authority.Distribution;
using Istiod.Authority.Roots;
using Istiod.Settings;

namespace Istiod.Registry.Cluster;

/// <summary>What the rest of a cluster expects of istiod besides configuration and certificates, as parts; and what tells them that something has changed.</summary>
internal sealed class ClusterDuties : IDisposable
{
    private readonly ClusterConnection _cluster;
    private readonly AuthorityHost _authority;
    private readonly RootDistribution _roots;
    private readonly IDisposable _following;
    private volatile NamespaceDiscovery _discovery;

    /// <param name="settings">An API server is among them.</param>
    /// <param name="configurations">The mesh configuration, once the mesh is loaded.</param>
    public ClusterDuties(
        ClusterConnection cluster, IstiodSettings settings, AuthorityHost authority, Table<ObjectName, MeshConfig> configurations, NamespaceDiscovery discovery, TimeProvider time)
    {
        var own = settings.Registry.Cluster!;
        (_cluster, _authority) = (cluster, authority);
        _discovery = discovery;
        var writer = new ObjectWriter(cluster.Client, new TokenBucket(own.WritesPerSecond, own.WriteBurst, time), time);
        var election = new ElectionSettings { Identity = own.Identity, Revision = settings.Instance.Revision, IsEnabled = own.ElectsLeaders };
        _roots = new(
            cluster.Client,
            writer,
            settings.Distribution,
            election,
            Includes,
            () => authority.RootPem,
            time);
        authority.Replaced += Recheck;
        _following = configurations.Subscribe((_, changes) => Follow(changes));
    }

    /// <summary>In the order in which they start.</summary>
    public IReadOnlyList<IPart> Parts => [_cluster.MeshConfig, new OwnedPart("duties in the cluster", null, this), _roots];

    public void Dispose()
    {
        _authority.Replaced -= Recheck;
        _following.Dispose();
    }

    private bool Includes(ValueMap<string, string> labels) => _discovery.Includes(labels);

    private void Recheck(SigningMaterial material) => _roots.Recheck();

    private void Follow(ReadOnlySpan<Change<ObjectName, MeshConfig>> changes)
    {
        foreach (ref readonly var change in changes)
        {
            _discovery = (change.New ?? MeshConfig.Default).Discovery;
            _roots.Recheck();
        }
    }
}
