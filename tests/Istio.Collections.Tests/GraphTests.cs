namespace Istio.Collections.Tests;

public class GraphTests
{
    private readonly Graph _graph = new("graph");
    private readonly Input<string, Pod> _pods;

    public GraphTests() => _pods = _graph.Input<string, Pod>("pods");

    [Fact]
    public void Edits_from_many_threads_are_all_committed()
    {
        Parallel.For(0, 1000, i => Set($"{i}"));
        _graph.Commit();

        Assert.Equal(1000, _pods.Count);
    }

    [Fact]
    public async Task Edits_made_together_are_committed_together()
    {
        var others = _graph.Input<string, Pod>("others");
        var torn = new List<long>();
        _graph.OnCommit(commit =>
        {
            if (_pods.Count != others.Count)
            {
                torn.Add(commit.Revision);
            }
        });
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                using (_graph.Edit())
                {
                    Set($"{i}");
                    others.Set($"{i}", new Pod("other", "east", "10.0.0.1"));
                }
            }
        });
        while (!writer.IsCompleted)
        {
            _graph.Commit();
        }

        await writer;
        _graph.Commit();
        Assert.Equal(2000, others.Count);
        Assert.Empty(torn);
    }

    [Fact]
    public void A_commit_inside_a_commit_is_refused()
    {
        _pods.Subscribe((_, _) => _graph.Commit());
        Set("a");

        Assert.Throws<InvalidOperationException>(() => _graph.Commit());
    }

    [Fact]
    public void A_handler_may_edit_for_the_next_commit()
    {
        _pods.Subscribe((revision, _) =>
        {
            if (revision == 1)
            {
                Set("b");
            }
        });
        Set("a");
        _graph.Commit();
        Assert.Equal(1, _pods.Count);

        _graph.Commit();
        Assert.Equal(2, _pods.Count);
    }

    [Fact]
    public void All_tables_have_moved_before_a_subscriber_is_called()
    {
        var labels = _pods.Map("labels", static (pod, _) => new Label(pod.Name));
        var seen = -1;
        _pods.Subscribe((_, _) => seen = labels.Count);
        Set("a");
        _graph.Commit();

        Assert.Equal(1, seen);
    }

    [Fact]
    public void Two_tables_of_one_name_are_refused() => Assert.Throws<ArgumentException>(() => _graph.Input<string, Pod>("pods"));

    [Fact]
    public void A_table_made_after_the_first_commit_is_refused()
    {
        Set("a");
        _graph.Commit();

        Assert.Throws<InvalidOperationException>(() => _graph.Input<string, Pod>("late"));
    }

    [Fact]
    public void A_snapshot_of_a_table_that_is_not_published_is_refused_by_name()
    {
        Set("a");
        _graph.Commit();

        var e = Assert.Throws<InvalidOperationException>(() => _graph.Current.Of(_pods));
        Assert.Equal("Table 'pods' is not published.", e.Message);
    }

    [Fact]
    public void The_graph_describes_its_tables()
    {
        var byNamespace = _pods.IndexBy("by namespace", static pod => pod.Namespace);
        _pods.Map("labels", byNamespace, static (pod, pods, read) => new Label($"{read.Where(pods, pod.Namespace).Length}"));
        Set("a");
        _graph.Commit();

        var text = GraphDescription.Text(_graph.Describe());
        Assert.Contains("graph graph, revision 1", text, StringComparison.Ordinal);
        Assert.Matches("labels +map +rows +1 +changed in +1 +runs +1 +from pods +reads by namespace", text);

        var dot = GraphDescription.Dot(_graph.Describe());
        Assert.Contains("n1 [label=\"pods\\ninput, 1\"];", dot, StringComparison.Ordinal);
        Assert.Contains("n1 -> n2;", dot, StringComparison.Ordinal);
        Assert.Contains("n2 -> n3 [style=dashed];", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_stays_as_it_was_while_the_graph_goes_on()
    {
        _pods.Map("labels", static (pod, _) => new Label(pod.Name));
        Set("a");
        _graph.Commit();
        var before = _graph.Describe();

        Set("b");
        _graph.Commit();

        Assert.Equal((1, 1, 1L), (before.Revision, before.Nodes[^1].Rows, before.Nodes[^1].Runs));
        Assert.Equal((2, 2, 2L), (_graph.Describe().Revision, _graph.Describe().Nodes[^1].Rows, _graph.Describe().Nodes[^1].Runs));
        Assert.Equal([new NodeSource("pods", 1, false)], before.Nodes[^1].Sources);
        Assert.Empty(before.Problems);
    }

    private void Set(string name) => _pods.Set(name, new Pod(name, "east", "10.0.0.1"));
}
