
namespace Istio.Collections.Tests.Kinds;

/// <summary>The laws every kind of table obeys.</summary>
public class TableKindTests
{
    public static TheoryData<string> Kinds => Rig.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Nothing_is_seen_before_the_commit(string kind)
    {
        var rig = new Rig(kind);
        rig.Set("a", 1);

        Assert.Empty(Rows(rig));
        Assert.Empty(rig.Graph.Current.Of(rig.Output));

        rig.Graph.Commit();
        Assert.Equal(["a=1"], Rows(rig));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_change_has_its_kind_and_its_old_and_new_row(string kind)
    {
        var rig = new Rig(kind);
        var changes = Watch(rig);
        rig.Set("a", 1);
        rig.Graph.Commit();
        rig.Set("a", 2);
        rig.Graph.Commit();
        rig.Remove("a");
        rig.Graph.Commit();

        Assert.Equal(["1 Added a ->1", "2 Updated a 1->2", "3 Removed a 2->"], changes);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_equal_row_is_no_change_and_no_revision(string kind)
    {
        var rig = new Rig(kind);
        rig.Set("a", 1);
        rig.Graph.Commit();
        var changes = Watch(rig);
        rig.Set("a", 1);

        Assert.False(rig.Graph.Commit().Changed);
        Assert.Equal(1, rig.Graph.Revision);
        Assert.Empty(changes);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Only_what_is_left_at_the_end_of_a_batch_counts(string kind)
    {
        var rig = new Rig(kind);
        rig.Set("a", 1);
        rig.Set("b", 1);
        rig.Graph.Commit();
        var changes = Watch(rig);
        rig.Set("a", 7);
        rig.Set("a", 1);
        rig.Remove("b");
        rig.Set("b", 2);
        rig.Set("c", 1);
        rig.Remove("c");
        rig.Remove("never there");
        rig.Graph.Commit();

        Assert.Equal(["2 Updated b 1->2"], changes);
        Assert.Equal(["a=1", "b=2"], Rows(rig));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_key_that_comes_back_is_like_new(string kind)
    {
        var rig = new Rig(kind);
        for (var round = 0; round < 3; round++)
        {
            rig.Set("a", round);
            rig.Set("b", round);
            rig.Graph.Commit();
            Assert.Equal([$"a={round}", $"b={round}"], Rows(rig));

            rig.Remove("a");
            rig.Remove("b");
            rig.Graph.Commit();
            Assert.Empty(Rows(rig));
            Assert.Equal(0, rig.Output.Count);
            Assert.Null(rig.Output.Find("a"));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_snapshot_does_not_move(string kind)
    {
        var rig = new Rig(kind);
        rig.Set("a", 1);
        rig.Graph.Commit();
        var before = rig.Graph.Current;
        rig.Set("a", 2);
        rig.Set("b", 2);
        rig.Graph.Commit();

        Assert.Equal(1, before.Revision);
        Assert.Equal(1, Assert.Single(before.Of(rig.Output)).Value.Value);
        Assert.Equal(2, rig.Graph.Current.Of(rig.Output).Find("a")!.Value);
        Assert.Equal(2, rig.Graph.Current.Of(rig.Output).Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_come_in_ordinal_key_order_however_they_arrived(string kind)
    {
        var rig = new Rig(kind);
        foreach (var key in (string[])["b", "a", "B", "é", "a/b", "a.b"])
        {
            rig.Set(key, 0);
            rig.Graph.Commit();
        }

        string[] ordinal = ["B=0", "a=0", "a.b=0", "a/b=0", "b=0", "é=0"];
        Assert.Equal(ordinal, Rows(rig));
        Assert.Equal(ordinal, rig.Graph.Current.Of(rig.Output).Select(pair => $"{pair.Key}={pair.Value.Value}"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_subscription_that_has_ended_is_not_called(string kind)
    {
        var rig = new Rig(kind);
        var told = 0;
        var subscription = rig.Output.Subscribe((_, _) => told++);
        rig.Set("a", 1);
        rig.Graph.Commit();
        subscription.Dispose();
        subscription.Dispose();
        rig.Set("a", 2);
        rig.Graph.Commit();

        Assert.Equal(1, told);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_thousand_rows_come_and_go_in_two_commits(string kind)
    {
        var rig = new Rig(kind);
        for (var i = 999; i >= 0; i--)
        {
            rig.Set($"{i:D4}", i);
        }

        rig.Graph.Commit();
        Assert.Equal(1000, rig.Output.Count);
        Assert.Equal(Enumerable.Range(0, 1000), rig.Output.All().ToArray().Select(cell => cell.Value));

        for (var i = 0; i < 1000; i++)
        {
            rig.Remove($"{i:D4}");
        }

        rig.Graph.Commit();
        Assert.Equal(0, rig.Output.Count);
        Assert.Equal(0, rig.Output.All().Length);
    }

    private static IEnumerable<string> Rows(Rig rig) => rig.Output.All().ToArray().Select(cell => $"{cell.Name}={cell.Value}");

    private static List<string> Watch(Rig rig)
    {
        var seen = new List<string>();
        rig.Output.Subscribe((revision, changes) =>
        {
            foreach (var change in changes)
            {
                seen.Add($"{revision} {change} {change.Old?.Value}->{change.New?.Value}");
            }
        });
        return seen;
    }
}
