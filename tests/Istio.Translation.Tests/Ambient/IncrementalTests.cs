using CsCheck;
using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istio.Translation.Ambient;
using Istio.Translation.Mesh;
using Istio.Xds.Resources;

namespace Istio.Translation.Tests.Ambient;

public sealed class IncrementalTests
{
    private const int Edits = 40;

    [Fact]
    public void After_any_edits_the_resources_are_those_of_a_fresh_start()
    {
        var versions = RecordedObjects.Versions();
        Gen<(int Which, int Version)> edit = Gen.Select(Gen.Int[0, versions.Count - 1], Gen.Int[-1, 3]);

        edit.Array[Edits].Sample(
            script =>
            {
                var objects = new Dictionary<ObjectKey, ConfigObject>();
                var (graph, tables, ambient) = Start();
                foreach (var first in versions.Select(of => of[0]))
                {
                    objects[first.Key] = first;
                    tables.Apply([new ObjectChange(first.Key, first)]);
                }

                graph.Commit();
                foreach (var (which, version) in script)
                {
                    var chosen = version < 0 ? null : versions[which][version % versions[which].Count];
                    var key = versions[which][0].Key;
                    tables.Apply([new ObjectChange(key, chosen)]);
                    graph.Commit();
                    if (chosen is null)
                    {
                        objects.Remove(key);
                    }
                    else
                    {
                        objects[key] = chosen;
                    }
                }

                AssertSame(FromScratch(objects.Values), ambient);
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public void Equal_objects_have_equal_versions_after_a_restart()
    {
        var objects = RecordedObjects.Versions().Select(versions => versions[0]).ToList();
        var first = FromScratch(objects);

        objects.Reverse();
        AssertSame(first, FromScratch(objects));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void A_changed_pod_costs_the_same_in_a_small_and_in_a_large_mesh(int pods)
    {
        var mesh = new TestMesh();
        mesh.Write("services.yaml", string.Join("\n---\n", Enumerable.Range(0, pods / 10).Select(i => Yaml.Service($"s{i}", $"10.1.{i / 250}.{(i % 250) + 1}", $"app: a{i}"))));
        mesh.Write("policies.yaml", string.Join("\n---\n", Enumerable.Range(0, pods / 10).Select(i => Yaml.Policy($"p{i}", $"selector: {{matchLabels: {{app: a{i}}}}}"))));
        mesh.Write("pods.yaml", string.Join("\n---\n", Enumerable.Range(0, pods).Select(i => Yaml.Pod($"w{i}", $"10.0.{i / 250}.{(i % 250) + 1}", $"app: a{i / 10}"))));
        mesh.Write("one.yaml", Yaml.Pod("one", "10.2.0.1", "app: a0"));

        mesh.Objects.Of(Pod.Kind).Set(ObjectName.Of("shop", "one"), mesh.Objects.Of(Pod.Kind).Find(ObjectName.Of("shop", "one"))! with { IsReady = false });
        var commit = mesh.Graph.Commit();

        // The pod, its workload, the workload among all, its resource, the resource among all addresses.
        Assert.Equal(5, commit.ChangedRows);
        Assert.Empty(commit.Problems);
    }

    private static (Graph Graph, ObjectTables Tables, AmbientGraph Ambient) Start()
    {
        var graph = new Graph("incremental", verify: true);
        var tables = new ObjectTables(graph, KindCatalog.Mesh);
        return (graph, tables, AmbientGraph.Build(tables, new MeshSettings()));
    }

    private static AmbientGraph FromScratch(IEnumerable<ConfigObject> objects)
    {
        var (graph, tables, ambient) = Start();
        tables.Apply(objects.Select(one => new ObjectChange(one.Key, one)).ToValueList());
        graph.Commit();
        return ambient;
    }

    private static void AssertSame(AmbientGraph expected, AmbientGraph actual)
    {
        Assert.Equal(Rows(expected.Addresses), Rows(actual.Addresses));
        Assert.Equal(Rows(expected.Authorizations), Rows(actual.Authorizations));
        Assert.Equal(Rows(expected.DryRunAuthorizations), Rows(actual.DryRunAuthorizations));
    }

    private static string[] Rows(Table<string, EncodedResource> table) => table.All().ToArray().Select(resource => resource.ToString()).ToArray();
}
