namespace Istio.Collections.Tests;

/// <summary>The whole API on one page: how a graph is made, edited, read and watched.</summary>
public class ExampleTests
{
    private sealed record Tables(Table<string, Service> Services, Table<Only, Label> Mesh);

    [Fact]
    public void A_graph_follows_its_inputs()
    {
        var graph = new Graph("example");
        Input<string, Pod> pods = graph.Input<string, Pod>("pods");
        Input<string, Service> services = graph.Input<string, Service>("services");
        Input<Only, Label> mesh = graph.Input<Only, Label>("mesh");

        Index<string, Pod> byNamespace = pods.IndexBy("pods by namespace", static pod => pod.Namespace);
        Table<string, Label> labels = pods.Map("labels", new Tables(services, mesh), LabelOf).Publish();
        Table<string, Label> counts = byNamespace.Map("counts", static (ns, rows, _) => new Label($"{ns}: {rows.Length}"));
        Table<string, Label> addresses = pods.MapMany<string, Label>("addresses", static (pod, _, output) => output.Add(pod.Address, new Label(pod.Name)));

        List<string> seen = [];
        labels.Subscribe((revision, changes) =>
        {
            foreach (Change<string, Label> change in changes)
            {
                seen.Add($"{revision} {change} {change.New?.Text}");
            }
        });

        using (graph.Edit())
        {
            pods.Set("a", new Pod("a", "east", "10.0.0.1"));
            pods.Set("b", new Pod("b", "east", "10.0.0.2"));
            mesh.Set(Only.Key, new Label("mesh"));
        }

        graph.Commit();
        services.Set("a", new Service("a", "all"));
        Commit commit = graph.Commit();

        Assert.Equal(new Commit(2, 2, 1, []), commit);
        Assert.Equal(["1 Added a mesh/a/", "1 Added b mesh/b/", "2 Updated a mesh/a/all"], seen);
        Assert.Equal("mesh/a/all", graph.Current.Of(labels).Find("a")!.Text);
        Assert.Equal("east: 2", counts.Find("east")!.Text);
        Assert.Equal("b", addresses.Find("10.0.0.2")!.Text);
    }

    private static Label? LabelOf(Pod pod, Tables tables, Read read) =>
        new($"{read.Get(tables.Mesh)?.Text}/{pod.Name}/{read.Get(tables.Services, pod.Name)?.Selector}");
}
