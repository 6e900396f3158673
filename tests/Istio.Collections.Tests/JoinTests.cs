namespace Istio.Collections.Tests;

public sealed class JoinTests
{
    private readonly Graph _graph = new("graph", verify: true);
    private readonly Input<string, Label> _left;
    private readonly Input<string, Label> _right;
    private readonly Input<int, Label> _numbered;
    private readonly Table<string, Label> _joined;
    private readonly List<string> _changes = [];

    public JoinTests()
    {
        _left = _graph.Input<string, Label>("left");
        _right = _graph.Input<string, Label>("right");
        _numbered = _graph.Input<int, Label>("numbered");
        _joined = _graph.Join("joined", _left.Under<string>(static key => $"l/{key}", InLeft), _numbered.Under<string>(static key => $"{key}", InNumbered), _right.AsPart());
        _joined.Subscribe((_, changes) =>
        {
            foreach (ref readonly var change in changes)
            {
                _changes.Add($"{change} {change.New?.Text}");
            }
        });
    }

    [Fact]
    public void Each_part_has_keys_of_its_own()
    {
        _left.Set("a", new("left"));
        _right.Set("a", new("right"));
        _numbered.Set(7, new("seven"));
        _graph.Commit();

        Assert.Equal(["seven", "right", "left"], Texts());
        Assert.Equal(("left", "right", "seven"), (_joined.Find("l/a")!.Text, _joined.Find("a")!.Text, _joined.Find("7")!.Text));
    }

    [Fact]
    public void A_commit_tells_what_changed_in_the_part_and_nothing_else()
    {
        _left.Set("a", new("left"));
        _right.Set("a", new("right"));
        _graph.Commit();
        _changes.Clear();

        _left.Set("a", new("left again"));
        _numbered.Set(1, new("one"));
        _right.Set("a", new("right"));
        _graph.Commit();
        Assert.Equal(["Added 1 one", "Updated l/a left again"], _changes.Order(StringComparer.Ordinal));

        _changes.Clear();
        _left.Remove("a");
        _graph.Commit();
        Assert.Equal(["Removed l/a "], _changes);
        Assert.Equal(["one", "right"], Texts());
    }

    [Fact]
    public void Where_two_parts_have_a_key_the_first_is_served()
    {
        _right.Set("l/a", new("right"));
        _graph.Commit();
        Assert.Equal("right", _joined.Find("l/a")!.Text);

        _left.Set("a", new("left"));
        _graph.Commit();
        _right.Set("l/a", new("right again"));
        _graph.Commit();
        Assert.Equal("left", _joined.Find("l/a")!.Text);

        _left.Remove("a");
        _graph.Commit();
        Assert.Equal("right again", _joined.Find("l/a")!.Text);
        Assert.Equal(["Added l/a right", "Updated l/a left", "Updated l/a right again"], _changes);
    }

    [Fact]
    public void Its_parts_are_what_it_comes_from() =>
        Assert.Equal(["left", "numbered", "right"], _graph.Describe().Nodes[^1].Sources.Select(static source => source.Name));

    private static bool InLeft(string outer, out string inner)
    {
        inner = outer.StartsWith("l/", StringComparison.Ordinal) ? outer[2..] : "";
        return inner.Length > 0;
    }

    private static bool InNumbered(string outer, out int inner) => int.TryParse(outer, out inner);

    private IEnumerable<string> Texts()
    {
        var texts = new List<string>();
        foreach (var row in _joined.All())
        {
            texts.Add(row.Text);
        }

        return texts;
    }
}
