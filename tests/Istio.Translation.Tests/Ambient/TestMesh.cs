using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Translation.Ambient;
using Istio.Translation.Mesh;
using Istio.Xds.Resources;
using Address = Istio.Api.Workload.Address;
using Authorization = Istio.Api.Security.Authorization;
using Service = Istio.Api.Workload.Service;
using Workload = Istio.Api.Workload.Workload;

namespace Istio.Translation.Tests.Ambient;

/// <summary>A mesh made of YAML, whose documents can be changed one by one.</summary>
internal sealed class TestMesh
{
    private readonly ConfigurationFiles _files = new(DecodeOptions.Files);

    public TestMesh(params string[] documents)
        : this(new MeshSettings(), documents)
    {
    }

    public TestMesh(MeshSettings settings, params string[] documents)
    {
        Graph = new Graph("test", verify: true);
        Objects = new ObjectTables(Graph, KindCatalog.Mesh);
        Ambient = AmbientGraph.Build(Objects, settings);
        for (var i = 0; i < documents.Length; i++)
        {
            Stage($"{i}.yaml", documents[i]);
        }

        Graph.Commit();
    }

    public Graph Graph { get; }

    public ObjectTables Objects { get; }

    public AmbientGraph Ambient { get; }

    /// <summary>Writes a file and says which resources are different now; a removed one begins with <c>-</c>.</summary>
    public IReadOnlyList<string> Write(string file, string? text) => Watch(() => Stage(file, text));

    /// <summary>Changes an object and says which resources are different now.</summary>
    public IReadOnlyList<string> Apply(ObjectChange change) => Watch(() => Objects.Apply([change]));

    public Commit Configure(MeshConfig config)
    {
        Objects.Of(MeshConfig.Kind).Set(MeshConfig.Only, config);
        return Graph.Commit();
    }

    public Workload? Workload(string uid) => Find(uid)?.Workload;

    public Workload Pod(string name) => Workload(WorkloadUid.Pod("Kubernetes", "shop", name).Text)!;

    public Service? Service(string name) => Find(name)?.Service;

    public Authorization? Policy(string name) => Ambient.Authorizations.Find(name) is { } resource ? Authorization.Parser.ParseFrom(resource.Body.Span) : null;

    private Address? Find(string name) => Ambient.Addresses.Find(name) is { } resource ? Address.Parser.ParseFrom(resource.Body.Span) : null;

    private List<string> Watch(Action edit)
    {
        var changed = new List<string>();
        using var addresses = Ambient.Addresses.Subscribe((_, changes) => Note(changes, changed));
        using var policies = Ambient.Authorizations.Subscribe((_, changes) => Note(changes, changed));
        using var onTrial = Ambient.DryRunAuthorizations.Subscribe((_, changes) => Note(changes, changed));
        edit();
        Graph.Commit();
        changed.Sort(StringComparer.Ordinal);
        return changed;
    }

    private void Stage(string file, string? text)
    {
        var changes = _files.Apply(new FileChange(file, text));
        Assert.DoesNotContain(_files.Findings, finding => finding.Severity == Severity.Error);
        Objects.Apply(changes);
    }

    private static void Note(ReadOnlySpan<Change<string, EncodedResource>> changes, List<string> changed)
    {
        foreach (var change in changes)
        {
            changed.Add(change.New is null ? $"-{change.Key}" : change.Key);
        }
    }
}
