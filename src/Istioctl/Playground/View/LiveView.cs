using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Istioctl.Playground.View;

/// <summary>What the user sees while the mesh runs: who talks to whom and how it ends, and what istiod thinks of the files.</summary>
internal sealed class LiveView(SampleFiles files, WorkFolder folder)
{
    private const string HomeIdentities = "spiffe://cluster.local/ns/default/sa/";

    /// <param name="findings">What istiod has to say about the files; null while it does not answer.</param>
    public IRenderable Render(CallSummary visitor, IReadOnlyCollection<Edge> edges, IReadOnlyList<StatusFinding>? findings) =>
        new Rows(Head(visitor), Edges(edges), Findings(findings), Foot());

    private static Markup Head(CallSummary visitor)
    {
        string failed = visitor.Failed > 0 ? $", [red]{visitor.Failed} failed[/] ({Markup.Escape(visitor.LastFailure ?? "")})" : ", none failed";
        return new Markup(
            $"[bold]Pages[/] {visitor.Rate:0} a second, median {visitor.MedianMilliseconds:0} ms, 99th percentile {visitor.P99Milliseconds:0} ms; "
            + $"{visitor.Succeeded} served{failed}.");
    }

    private static Table Edges(IReadOnlyCollection<Edge> edges)
    {
        Table table = new Table().RoundedBorder().Expand().Caption($"known as: the service account, in {HomeIdentities}");
        table.AddColumns("caller", "known as", "called", "known as");
        table.AddColumn(new TableColumn("/s").RightAligned());
        table.AddColumn(new TableColumn("p50 ms").RightAligned());
        table.AddColumn(new TableColumn("allowed").RightAligned());
        table.AddColumn(new TableColumn("refused").RightAligned());
        table.AddColumn("last");
        foreach (Edge edge in edges)
        {
            table.AddRow(
                Markup.Escape(edge.Caller),
                Identity(edge.CallerIdentity),
                Markup.Escape(edge.Called),
                Identity(edge.CalledIdentity),
                $"{edge.Recent.Rate():0.0}",
                $"{edge.Recent.Quantile(0.5):0}",
                $"{edge.Allowed}",
                edge.Denied > 0 ? $"[red]{edge.Denied}[/]" : "0",
                Last(edge.Last));
        }

        return table;
    }

    /// <summary>The service account is what tells callers apart here; an identity from elsewhere is shown in full.</summary>
    private static string Identity(string? uri) => uri switch
    {
        null => "[red]nobody: plain text[/]",
        _ when uri.StartsWith(HomeIdentities, StringComparison.Ordinal) => Markup.Escape(uri[HomeIdentities.Length..]),
        _ => Markup.Escape(uri),
    };

    private static string Last(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Allowed => "[green]allowed[/]",
        VerdictKind.Denied => $"[red]denied:[/] {Markup.Escape(verdict.Policy ?? verdict.Reason ?? "")}",
        VerdictKind.Closed => "[yellow]closed by a policy change[/]",
        _ => $"[yellow]{Markup.Escape(verdict.Reason ?? "failed")}[/]",
    };

    private static Markup Findings(IReadOnlyList<StatusFinding>? findings) => findings switch
    {
        null => new Markup("[yellow]istiod does not answer; the ztunnels go on with what they have.[/]"),
        [] => new Markup("[dim]istiod has nothing to say against the files.[/]"),
        _ => new Markup(string.Join('\n', findings.TakeLast(5).Select(finding => $"[red]{Markup.Escape(finding.ToString())}[/]")) + "\nThe last good version stays in force."),
    };

    private Markup Foot() => new(
        $"[dim]Edit[/] {Markup.Escape(Path.Combine(files.Config, PolicyEdits.File))}[dim], save, and watch. Logs: {Markup.Escape(folder.Logs)}. Ctrl-C stops everything.[/]");
}
