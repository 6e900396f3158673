using Istioctl.Playground.Observation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Istioctl.Playground.View;

/// <summary>
/// Who talks to whom, one row a pair: on a wide screen with a column for everything, on a narrow one with the identities, and what went wrong last, below the
/// names.
/// </summary>
internal sealed class EdgesView(IReadOnlyCollection<Edge> edges) : Renderable
{
    private const string HomeIdentities = "spiffe://cluster.local/ns/default/sa/";

    /// <summary>Columns below which the wide table would break names.</summary>
    private const int WideFrom = 132;

    /// <summary>What 80 columns leave for a pair of names; a longer one, such as an identity from elsewhere, is broken rather than cut.</summary>
    private const int LongestPair = 46;

    private const string Legend = $"known as: the service account, in {HomeIdentities}";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        IRenderable table = maxWidth >= WideFrom ? Wide() : Narrow();
        return table.Render(options, maxWidth);
    }

    private Table Wide()
    {
        var table = new Table().RoundedBorder().Expand().Caption(Legend);
        table.AddColumns("caller", "known as", "called", "known as");
        AddNumbers(table, "p50 ms", "allowed", "refused");
        table.AddColumn("last");
        foreach (var edge in edges)
        {
            table.AddRow([Markup.Escape(edge.Caller), Identity(edge.CallerIdentity), Markup.Escape(edge.Called), Identity(edge.CalledIdentity), .. Numbers(edge), Last(edge.Last)]);
        }

        return table;
    }

    private Table Narrow()
    {
        var table = new Table().SimpleBorder().Expand().Caption(Legend);
        var pair = new TableColumn("who calls whom\n[dim]known as[/]").PadLeft(0);
        table.AddColumn(pair);
        AddNumbers(table, "ms", "ok", "no");
        pair.NoWrap = true;
        foreach (var edge in edges)
        {
            var names = $"{Markup.Escape(edge.Caller)} → {Markup.Escape(edge.Called)}";
            var identities = $"{Identity(edge.CallerIdentity)} → {Identity(edge.CalledIdentity)}";
            pair.NoWrap &= Math.Max(Markup.Remove(names).Length, Markup.Remove(identities).Length) <= LongestPair;
            var trouble = edge.Last.Kind == VerdictKind.Allowed ? "" : $"\n{Last(edge.Last)}";
            table.AddRow([$"{names}\n[dim]{identities}[/]{trouble}", .. Numbers(edge)]);
        }

        return table;
    }

    private static void AddNumbers(Table table, string median, string allowed, string refused)
    {
        foreach (var header in new[] { "/s", median, allowed, refused })
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }
    }

    private static string[] Numbers(Edge edge) =>
    [
        $"{edge.Recent.Rate():0.0}",
        $"{edge.Recent.Quantile(0.5):0}",
        $"{edge.Allowed}",
        edge.Denied > 0 ? $"[red]{edge.Denied}[/]" : "0",
    ];

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
}
