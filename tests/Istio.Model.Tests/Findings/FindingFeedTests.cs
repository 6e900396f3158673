using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Findings;

namespace Istio.Model.Tests.Findings;

public sealed class FindingFeedTests
{
    private readonly Graph _graph = new("findings");
    private readonly FindingLedger _ledger = new();
    private readonly FindingFeed _feed;
    private readonly Input<string, Checked> _rows;
    private readonly Input<string, Finding> _findings;

    public FindingFeedTests()
    {
        _rows = _graph.Input<string, Checked>("rows with findings");
        _findings = _graph.Input<string, Finding>("findings");
        _feed = new FindingFeed(_ledger);
        _feed.Follow(_rows, static row => row.Findings);
        _feed.Follow(_findings);
    }

    [Fact]
    public void What_rows_carry_is_entered_and_taken_back_as_they_change()
    {
        _rows.Set("a", Row("one", "two"));
        _findings.Set("b", Of("three"));
        Assert.Equal((["one", "two", "three"], []), Commit());

        _rows.Set("a", Row("two", "four"));
        Assert.Equal((["four"], ["one"]), Commit());

        _rows.Remove("a");
        _findings.Set("b", Of("five"));
        Assert.Equal((["five"], ["two", "four", "three"]), Commit());
        Assert.Equal(1, _ledger.Count);
    }

    [Fact]
    public void What_two_tables_find_stands_until_both_take_it_back()
    {
        _rows.Set("a", Row("same"));
        _findings.Set("b", Of("same"));
        Assert.Equal((["same"], []), Commit());

        _rows.Remove("a");
        Assert.Equal(([], []), Commit());

        _findings.Remove("b");
        Assert.Equal(([], ["same"]), Commit());
    }

    [Fact]
    public void A_commit_enters_what_changed_in_it()
    {
        for (var i = 0; i < 100; i++)
        {
            _findings.Set($"{i:D3}", Of($"{i}"));
        }

        Commit();
        var before = _ledger.Entries;
        _findings.Set("050", Of("another"));
        Commit();

        Assert.Equal(2, _ledger.Entries - before);
    }

    [Fact]
    public void All_that_stands_is_listed_table_by_table()
    {
        _findings.Set("b", Of("three"));
        _findings.Set("a", Of("two"));
        _rows.Set("z", Row("one"));
        Commit();

        Assert.Equal(["one", "two", "three"], Texts(_feed.Standing()));
    }

    [Fact]
    public void After_its_end_it_enters_nothing()
    {
        _feed.Dispose();
        _findings.Set("a", Of("late"));
        Commit();

        Assert.Equal(0, _ledger.Count);
        Assert.Empty(_feed.Standing());
    }

    private (string[] Appeared, string[] Gone) Commit()
    {
        Assert.Empty(_graph.Commit().Problems);
        var changes = _ledger.Take();
        return (Texts(changes.Appeared), Texts(changes.Gone));
    }

    private static string[] Texts(IReadOnlyList<Finding> findings) => [.. findings.Select(static finding => finding.Message)];

    private static Checked Row(params string[] messages) => new(messages.Select(Of).ToValueList());

    private static Finding Of(string message) => new(FindingCode.InvalidValue, Severity.Error, null, null, "", message);

    private sealed record Checked(ValueList<Finding> Findings);
}
