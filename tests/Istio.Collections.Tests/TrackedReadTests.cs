namespace Istio.Collections.Tests;

/// <summary>Only rows that read what changed run again: the counts of <see cref="Commit.Runs"/>.</summary>
public class TrackedReadTests
{
    private sealed record Tables(Table<string, Service> Services, Index<string, Service> BySelector, Table<Only, Label> Mesh);

    private readonly Graph _graph = new("reads", verify: false);
    private readonly Input<string, Pod> _pods;
    private readonly Input<string, Service> _services;
    private readonly Input<Only, Label> _mesh;
    private readonly Tables _tables;

    public TrackedReadTests()
    {
        _pods = _graph.Input<string, Pod>("pods");
        _services = _graph.Input<string, Service>("services");
        _mesh = _graph.Input<Only, Label>("mesh");
        _tables = new Tables(_services, _services.IndexBy("by selector", static service => service.Selector), _mesh);
    }

    [Fact]
    public void A_read_by_key_is_run_again_for_that_key_only()
    {
        _pods.Map("out", _tables, static (pod, tables, read) => new Label(read.Get(tables.Services, pod.Address)?.Selector ?? "none"));
        Fill();

        Assert.Equal(1, Runs(() => _services.Set("10.0.0.3", new Service("s", "x"))));
        Assert.Equal(1, Runs(() => _services.Set("10.0.0.3", new Service("s", "y"))));
        Assert.Equal(0, Runs(() => _services.Set("10.9.9.9", new Service("s", "x"))));
        Assert.Equal(1, Runs(() => _services.Remove("10.0.0.3")));
    }

    [Fact]
    public void A_read_by_index_key_is_run_again_when_its_group_changes()
    {
        _pods.Map("out", _tables, static (pod, tables, read) => new Label($"{read.Where(tables.BySelector, pod.Namespace).Length}"));
        Fill();

        Assert.Equal(5, Runs(() => _services.Set("s", new Service("s", "east"))));
        Assert.Equal(10, Runs(() => _services.Set("s", new Service("s", "west"))));
        Assert.Equal(0, Runs(() => _services.Set("t", new Service("t", "north"))));
        Assert.Equal(5, Runs(() => _services.Remove("s")));
    }

    [Fact]
    public void A_read_of_a_whole_table_is_run_again_for_any_change()
    {
        _pods.Map("out", _tables, static (pod, tables, read) => new Label($"{pod.Name} {read.All(tables.Services).Length}"));
        Fill();

        Assert.Equal(10, Runs(() => _services.Set("s", new Service("s", "x"))));
        Assert.Equal(0, Runs(() => _mesh.Set(Only.Key, new Label("mesh"))));
    }

    [Fact]
    public void What_a_row_no_longer_reads_no_longer_concerns_it()
    {
        _pods.Map("out", _tables, static (pod, tables, read) => new Label(read.Get(tables.Services, pod.Address)?.Selector ?? "none"));
        Fill();
        _pods.Set("pod 3", new Pod("pod 3", "west", "10.1.1.1"));
        _graph.Commit();

        Assert.Equal(0, Runs(() => _services.Set("10.0.0.3", new Service("s", "x"))));
        Assert.Equal(1, Runs(() => _services.Set("10.1.1.1", new Service("s", "x"))));

        _pods.Remove("pod 3");
        _graph.Commit();
        Assert.Equal(0, Runs(() => _services.Remove("10.1.1.1")));
    }

    [Fact]
    public void Keys_without_rows_and_readers_leave_nothing_behind()
    {
        var labels = _pods.Map("out", _tables, static (pod, tables, read) =>
            new Label($"{read.Get(tables.Services, pod.Address)} {read.Where(tables.BySelector, pod.Namespace).Length}"));
        Fill();
        _services.Set("10.0.0.3", new Service("s", "east"));
        _graph.Commit();
        Assert.Equal((10, 2), (_services.Slots.Count, _tables.BySelector.Slots.Count));

        _services.Remove("10.0.0.3");
        _graph.Commit();
        Assert.Equal((0, 0, 10, 2), (_services.Count, _tables.BySelector.Count, _services.Slots.Count, _tables.BySelector.Slots.Count));

        for (var i = 0; i < 10; i++)
        {
            _pods.Remove($"pod {i}");
        }

        _graph.Commit();
        Assert.Equal((0, 0, 0, 0), (_pods.Slots.Count, labels.Slots.Count, _services.Slots.Count, _tables.BySelector.Slots.Count));
    }

    [Fact]
    public void An_equal_intermediate_row_stops_the_wave()
    {
        var names = _pods.Map("names", static (pod, _) => new Label(pod.Name));
        names.Map("out", static (label, _) => new Label(label.Text + "!"));
        Fill();

        Assert.Equal(1, Runs(() => _pods.Set("pod 3", new Pod("pod 3", "east", "10.7.7.7"))));
    }

    [Fact]
    public void Reading_a_table_that_is_made_later_is_refused()
    {
        var later = new Later();
        _pods.Map("out", later, static (_, tables, read) => read.Get(tables.Table!, "x"));
        later.Table = _pods.Map("later", static (pod, _) => new Label(pod.Name));
        _pods.Set("a", new Pod("a", "east", "10.0.0.1"));

        var problem = Assert.Single(_graph.Commit().Problems);
        Assert.Contains("reads 'later', which is not a table made before it", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_kept_beyond_its_call_is_refused()
    {
        var kept = new List<Read>();
        _pods.Map("out", kept, static (pod, kept, read) =>
        {
            kept.Add(read);
            return new Label(pod.Name);
        });
        Fill();

        Assert.Throws<InvalidOperationException>(() => kept[0].Get(_services, "a"));
    }

    private sealed class Later
    {
        public Table<string, Label>? Table { get; set; }
    }

    private void Fill()
    {
        for (var i = 0; i < 10; i++)
        {
            _pods.Set($"pod {i}", new Pod($"pod {i}", i % 2 == 0 ? "west" : "east", $"10.0.0.{i}"));
        }

        _graph.Commit();
    }

    private int Runs(Action edit)
    {
        edit();
        return _graph.Commit().Runs;
    }
}
