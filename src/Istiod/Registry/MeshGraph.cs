using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Translation.Ambient;
using Istio.Translation.Mesh;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;
using Istiod.Authority.Roots;

namespace Istiod.Registry;

/// <summary>
/// The mesh as tables: objects, what is derived from them, and what is published. One loop commits; other threads read <see cref="Tables"/> and
/// <see cref="Current"/>, which no lock guards.
/// </summary>
internal sealed class MeshGraph : IDisposable
{
    private volatile MeshSnapshot _current = MeshSnapshot.Empty;

    /// <param name="kinds">What sources may describe; those of <see cref="KindCatalog.Mesh"/> at least.</param>
    /// <param name="resources">Further tables of resources, made of the objects.</param>
    public MeshGraph(KindCatalog kinds, MeshSettings settings, params ReadOnlySpan<Func<ObjectTables, Table<ResourceKey, EncodedResource>>> resources)
    {
        var graph = new Graph("mesh");
        Objects = new(graph, kinds);
        Objects.Of(MeshConfig.Kind).Publish();
        Objects.Of(Pod.Kind).Publish();
        Ambient = AmbientGraph.Build(Objects, settings);
        Ambient.NodeAccounts.Publish();
        Trust = new(Objects);
        Published = Istio.Translation.Proxies.Published.Of(graph, Ambient, [Trust.Resources, .. Others(resources)]);
        Findings.Follow(Ambient.PolicyConversions, static conversion => conversion.Findings);
        Findings.Follow(Ambient.Findings, static finding => [finding]);
        Findings.Follow(Trust.Roots, static roots => roots.Findings);
    }

    public ObjectTables Objects { get; }

    public AmbientGraph Ambient { get; }

    public TrustTables Trust { get; }

    /// <summary>Everything that clients may be sent.</summary>
    public Table<ResourceKey, EncodedResource> Published { get; }

    public FindingFeed Findings { get; } = new();

    /// <summary>The published tables as of the last commit. Any thread.</summary>
    public GraphSnapshot Tables => Objects.Graph.Current;

    /// <summary>As of the last commit. Any thread.</summary>
    public MeshSnapshot Current => _current;

    /// <summary>The mesh configuration in force; <see langword="null"/> before the first commit. Any thread.</summary>
    public MeshConfig? Mesh => Tables.Of(Objects.Of(MeshConfig.Kind)).Find(MeshConfig.Only);

    /// <summary>Puts objects in force and brings all tables up to date. For the loop alone.</summary>
    /// <param name="written">Where all objects are written from now on.</param>
    /// <returns>Findings that appeared or went.</returns>
    public FindingChanges Commit(ValueList<ObjectChange> changes, WrittenObjects written)
    {
        Objects.Apply(changes);
        var commit = Objects.Graph.Commit();
        foreach (var problem in commit.Problems)
        {
            Logs.Tables.Error($"table {problem.Table}, key {problem.Key}: {problem.Message}");
        }

        var findings = Findings.Take();
        var tables = commit.Changed || _current == MeshSnapshot.Empty ? Objects.Graph.Describe() : _current.Tables;
        _current = new(tables, written, Findings.Standing);
        return findings;
    }

    public void Dispose() => Findings.Dispose();

    private Table<ResourceKey, EncodedResource>[] Others(ReadOnlySpan<Func<ObjectTables, Table<ResourceKey, EncodedResource>>> resources)
    {
        var tables = new Table<ResourceKey, EncodedResource>[resources.Length];
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = resources[i](Objects);
        }

        return tables;
    }
}
