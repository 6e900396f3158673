namespace Istio.Collections.Tests;

/// <summary>Rows, no rows, kept rows and faults.</summary>
public class AnswerTests
{
    private readonly Graph _graph = new("answers");
    private readonly Input<string, Pod> _pods;

    public AnswerTests() => _pods = _graph.Input<string, Pod>("pods");

    [Fact]
    public void None_removes_the_row()
    {
        var labels = _pods.Map("labels", static (pod, _) => pod.Weight > 0 ? new Label(pod.Name) : null);
        Commit("a", weight: 1);
        Assert.Equal(1, labels.Count);

        Commit("a", weight: 0);
        Assert.Equal(0, labels.Count);
    }

    [Fact]
    public void Keep_leaves_the_last_good_value_in_force()
    {
        var labels = _pods.Map<Label>("labels", LabelOrKeep);
        Commit("a", weight: 1);
        Commit("a", weight: -1);
        Assert.Equal("a 1", labels.Find("a")!.Text);

        Commit("a", weight: 2);
        Assert.Equal("a 2", labels.Find("a")!.Text);

        Commit("a", weight: 0);
        Commit("a", weight: -1);
        Assert.Null(labels.Find("a"));
    }

    [Fact]
    public void Keep_without_a_good_value_is_no_row()
    {
        var labels = _pods.Map<Label>("labels", LabelOrKeep);
        Commit("a", weight: -1);

        Assert.Equal(0, labels.Count);
    }

    [Fact]
    public void A_kept_row_goes_when_its_input_goes()
    {
        var labels = _pods.Map<Label>("labels", LabelOrKeep);
        Commit("a", weight: 1);
        Commit("a", weight: -1);
        _pods.Remove("a");
        _graph.Commit();
        Assert.Equal(0, labels.Count);

        Commit("a", weight: -1);
        Assert.Equal(0, labels.Count);
    }

    [Fact]
    public void Keep_leaves_all_rows_of_a_one_to_many_input()
    {
        var labels = _pods.MapMany<string, Label>("labels", static (pod, _, output) =>
        {
            output.Add($"{pod.Name}/{pod.Weight}", new Label(pod.Name));
            output.Add($"{pod.Name}/all", new Label($"{pod.Weight}"));
            if (pod.Weight < 0)
            {
                output.Keep();
            }
        });
        Commit("a", weight: 1);
        Commit("a", weight: -1);
        Assert.Equal(["a", "1"], Texts(labels));

        Commit("a", weight: 2);
        Assert.Equal(["a", "2"], Texts(labels));
        Assert.Null(labels.Find("a/1"));
    }

    [Fact]
    public void A_group_and_a_single_row_may_keep_as_well()
    {
        var byNamespace = _pods.IndexBy("by namespace", static pod => pod.Namespace);
        var groups = byNamespace.Map<string, Pod, Label>("groups", static (_, pods, read) => LabelOrKeep(pods[0], read));
        var single = _graph.Single<Table<string, Pod>, Label>("single", _pods, static (pods, read) => LabelOrKeep(read.Get(pods, "a")!, read));
        Commit("a", weight: 1);
        Commit("a", weight: -1);

        Assert.Equal(["a 1"], Texts(groups));
        Assert.Equal(["a 1"], Texts(single));
    }

    [Fact]
    public void A_transformation_that_throws_keeps_its_row_is_reported_and_is_cured_by_the_next_edit()
    {
        var labels = _pods.Map("labels", static (pod, _) => new Label($"{10 / pod.Weight}"));
        Commit("a", weight: 5);
        var commit = Commit("a", weight: 0);

        var problem = Assert.Single(commit.Problems);
        Assert.Equal((GraphProblemKind.Fault, "labels", "a"), (problem.Kind, problem.Table, problem.Key));
        Assert.IsType<DivideByZeroException>(problem.Exception);
        Assert.Equal([problem], _graph.StandingProblems());
        Assert.Equal(["2"], Texts(labels));

        Assert.Empty(Commit("a", weight: 2).Problems);
        Assert.Empty(_graph.StandingProblems());
        Assert.Equal(["5"], Texts(labels));
    }

    [Fact]
    public void A_transformation_that_answers_differently_the_second_time_breaks_the_law()
    {
        var graph = new Graph("law", verify: true);
        var pods = graph.Input<string, Pod>("pods");
        int[] calls = [0];
        pods.Map("labels", calls, static (_, calls, _) => new Label($"{calls[0]++}"));
        pods.Set("a", new Pod("a", "east", "10.0.0.1"));

        var e = Assert.Throws<LawBrokenException>(() => graph.Commit());
        Assert.Contains("table 'labels' answered differently", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transformation_that_reads_differently_the_second_time_breaks_the_law()
    {
        var graph = new Graph("law", verify: true);
        var pods = graph.Input<string, Pod>("pods");
        int[] calls = [0];
        pods.MapMany<(int[] Calls, Table<string, Pod> Pods), string, Label>(
            "labels", (calls, pods), static (pod, tables, read, output) => read.Get(tables.Pods, $"{tables.Calls[0]++}"));
        pods.Set("a", new Pod("a", "east", "10.0.0.1"));

        var e = Assert.Throws<LawBrokenException>(() => graph.Commit());
        Assert.Contains("table 'labels' read differently", e.Message, StringComparison.Ordinal);
    }

    private static Answer<Label> LabelOrKeep(Pod pod, Read read) => pod.Weight switch
    {
        < 0 => Row.Keep,
        0 => Row.None,
        _ => new Label($"{pod.Name} {pod.Weight}"),
    };

    private static IEnumerable<string> Texts<TKey>(Table<TKey, Label> table)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey> => table.All().ToArray().Select(label => label.Text);

    private Commit Commit(string name, int weight)
    {
        _pods.Set(name, new Pod(name, "east", "10.0.0.1", weight));
        return _graph.Commit();
    }
}
