namespace Istio.Collections.Tests;

/// <summary>The whole API on one page: how a graph is made, edited, read and watched.</summary>
public class ExampleTests
{
    private sealed record Tables(Table<string, Service> Services, Table<Only, Label> Mesh);

    [Fact]
    public void A_graph_follows_its_inputs()
    {
        var graph = new Graph("example");
        var pods = graph.Input<string, Pod>("pods");
        var services = graph.Input<string, Service>("services");
        var mesh = graph.Input<Only, Label>("mesh");

        var byNamespace = pods.IndexBy("pods by namespace", static pod => pod.Namespace);
        var labels = pods.Map("labels", new Tables(services, mesh), LabelOf).Publish();
        var counts = byNamespace.Map("counts", static (ns, rows, _) => new Label($"{ns}: {rows.Length}"));
        var addresses = pods.MapMany<string, Label>("addresses", static (pod, _, output) => output.Add(pod.Address, new Label(pod.Name)));

        var seen = new List<string>();
        labels.Subscribe((revision, changes) =>
        {
            foreach (var change in changes)
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
        var commit = graph.Commit();

        Assert.Equal(new Commit(2, 2, 1, []), commit);
        Assert.Equal(["1 Added a mesh/a/", "1 Added b mesh/b/", "2 Updated a mesh/a/all"], seen);
        Assert.Equal("mesh/a/all", graph.Current.Of(labels).Find("a")!.Text);
        Assert.Equal("east: 2", counts.Find("east")!.Text);
        Assert.Equal("b", addresses.Find("10.0.0.2")!.Text);
    }

    private static Label? LabelOf(Pod pod, Tables tables, Read read) =>
        new($"{read.Get(tables.Mesh)?.Text}/{pod.Name}/{read.Get(tables.Services, pod.Name)?.Selector}");
}
