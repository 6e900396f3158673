using Istio.Api.Mesh;
using Istio.Collections;
using Istio.Core.Logging;
using Istio.Core.Values;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Security.Trust;
using Istio.Translation.Ambient;
using Istio.Xds.Resources;
using Istiod.Authority.Roots;
using Istiod.Discovery;
using Istiod.Settings;

namespace Istiod.Registry;

/// <summary>
/// Puts changed objects into the graph, commits, and publishes the resources that came out different. Called by the configuration loop alone.
/// </summary>
internal sealed class MeshPublisher : IDisposable
{
    private static readonly LogScope Log = LogScope.Get("krt", "derived tables");

    private readonly Graph _graph = new("mesh");
    private readonly ObjectTables _objects;
    private readonly AmbientGraph _ambient;
    private readonly ResourceFeed _addresses;
    private readonly ResourceFeed _authorizations;
    private readonly ResourceFeed _reportedAuthorizations;
    private readonly DiscoveryServer _server;
    private readonly MeshTrust _trust;
    private readonly FindingLedger _findings;
    private readonly IDisposable _trustSubscription;
    private readonly FindingFeed _feed;
    private PublishedSets _sets = PublishedSets.Empty;
    private ValueList<Finding> _anchorFindings = [];

    /// <param name="findings">Told what is fine as written but cannot be enforced as meant. Its findings have no place: <see cref="ConfigurationFiles"/> knows it.</param>
    public MeshPublisher(IstiodSettings settings, DiscoveryServer server, MeshTrust trust, FindingLedger findings)
    {
        _findings = findings;
        _server = server;
        _trust = trust;
        _objects = new(_graph, KindCatalog.Mesh);
        _ambient = AmbientGraph.Build(_objects, new(settings.ClusterId, settings.Domain, settings.Namespace, settings.UsesAllocatedAddresses));
        _addresses = new(_ambient.Addresses);
        _authorizations = new(_ambient.Authorizations);
        _reportedAuthorizations = new(_ambient.Authorizations, _ambient.DryRunAuthorizations);
        _feed = new(findings);
        _feed.Follow(_ambient.PolicyConversions, static conversion => conversion.Findings);
        _feed.Follow(_ambient.Findings);
        _trustSubscription = trust.Live.Subscribe(_ => TrustChanged?.Invoke());
    }

    /// <summary>The bundle in force is another one and waits to be published. Raised on any thread.</summary>
    public event Action? TrustChanged;

    public Graph Tables => _graph;

    public int ServiceCount => _ambient.Services.Count;

    /// <summary>What is fine as written but cannot be enforced as meant: all of it, for pages.</summary>
    public IEnumerable<Finding> Findings => [.. _anchorFindings, .. _feed.Standing()];

    /// <param name="mesh">The mesh configuration when it changed, else null.</param>
    /// <param name="changedAt">Timestamp of the first change in it.</param>
    /// <param name="isFirst">Publish even if nothing is there: clients wait for it.</param>
    /// <returns>True when anything was published.</returns>
    public bool Publish(ValueList<ObjectChange> changes, MeshConfig? mesh, long changedAt, bool isFirst)
    {
        if (mesh is not null)
        {
            _objects.Of(MeshConfig.Kind).Set(MeshConfig.Only, mesh);
            _findings.Remove(_anchorFindings);
            _trust.SetTrustDomain(mesh.TrustDomain);
            _anchorFindings = [.. _trust.SetAnchors([.. mesh.CaCertificates]).Select(NotTrusted)];
            _findings.Add(_anchorFindings);
        }

        _objects.Apply(changes);
        foreach (var problem in _graph.Commit().Problems)
        {
            Log.Error($"table {problem.Table}, key {problem.Key}: {problem.Message}");
        }

        var next = new PublishedSets(
            _addresses.Apply(_sets.Addresses),
            _authorizations.Apply(_sets.Authorizations),
            _reportedAuthorizations.Apply(_sets.ReportedAuthorizations),
            Trusting(_sets.ProxyConfigs, _trust.Live.Current));
        if (next == _sets && !isFirst)
        {
            return false;
        }

        _sets = next;
        _server.Publish(next, changedAt);
        return true;
    }

    public void Dispose()
    {
        _trustSubscription.Dispose();
        _feed.Dispose();
        _addresses.Dispose();
        _authorizations.Dispose();
        _reportedAuthorizations.Dispose();
    }

    private static Finding NotTrusted(string message) =>
        new(FindingCode.InvalidValue, Severity.Error, null, null, "caCertificates", $"mesh configuration, {message}; this entry is not trusted, the others are");

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
