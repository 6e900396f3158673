namespace Istio.Collections.Tests;

/// <summary>An output key of a one-to-many table is owned by exactly one input (the fault behind Istio's BackendTLSPolicy ancestors of 1.28).</summary>
public class CollisionTests
{
    private readonly Graph _graph = new("collisions");
    private readonly Input<string, Pod> _pods;
    private readonly Table<string, Label> _byAddress;

    public CollisionTests()
    {
        _pods = _graph.Input<string, Pod>("pods");
        _byAddress = _pods.MapMany<string, Label>("by address", static (pod, _, output) => output.Add(pod.Address, new Label(pod.Name)));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void The_smaller_input_key_owns_a_contested_key_whatever_came_first(string first, string second)
    {
        Set(first, "10.0.0.1");
        _graph.Commit();
        Set(second, "10.0.0.1");
        var commit = _graph.Commit();

        Assert.Equal("a", _byAddress.Find("10.0.0.1")!.Text);
        var problem = Assert.Single(commit.Problems);
        Assert.Equal((GraphProblemKind.Collision, "by address", "10.0.0.1"), (problem.Kind, problem.Table, problem.Key));
        Assert.Equal("10.0.0.1 is claimed by a, which owns it, and by b.", problem.Message);
        Assert.Equal([problem], _graph.StandingProblems());
    }

    [Fact]
    public void The_one_that_waited_is_served_when_the_owner_goes()
    {
        Set("a", "10.0.0.1");
        Set("b", "10.0.0.1");
        _graph.Commit();
        _pods.Remove("a");
        _graph.Commit();

        Assert.Equal("b", _byAddress.Find("10.0.0.1")!.Text);
        Assert.Empty(_graph.StandingProblems());
    }

    [Fact]
    public void Deleting_one_claimant_leaves_what_the_other_owns()
    {
        Set("a", "10.0.0.1");
        Set("b", "10.0.0.1");
        _graph.Commit();
        _pods.Remove("b");

        Assert.Equal(1, _graph.Commit().ChangedRows);
        Assert.Equal("a", _byAddress.Find("10.0.0.1")!.Text);

        _pods.Remove("a");
        _graph.Commit();
        Assert.Equal(0, _byAddress.Count);
    }

    [Fact]
    public void An_input_that_claims_a_key_twice_is_reported_and_its_first_row_is_served()
    {
        var twice = _graph.Input<string, Pod>("more").MapMany<string, Label>("twice", static (pod, _, output) =>
        {
            output.Add(pod.Address, new Label("first"));
            output.Add(pod.Address, new Label("second"));
        });
        ((Input<string, Pod>)_graph.Nodes.Single(node => node.Name == "more")).Set("a", new Pod("a", "east", "10.0.0.1"));
        var commit = _graph.Commit();

        Assert.Equal("first", twice.Find("10.0.0.1")!.Text);
        Assert.Equal("10.0.0.1 is claimed by a, which owns it, and by a.", Assert.Single(commit.Problems).Message);
    }

    private void Set(string name, string address) => _pods.Set(name, new Pod(name, "east", address));
}
