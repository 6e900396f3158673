using Istioctl.Playground.Observation;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Istioctl.Playground.View;

/// <summary>What the user sees while the mesh runs: who talks to whom and how it ends, and what istiod thinks of the configuration.</summary>
/// <param name="editHint">See <see cref="ISceneSource.EditHint"/>.</param>
internal sealed class LiveView(string editHint, WorkFolder folder)
{
    /// <param name="findings">What istiod has to say about the configuration; null while it does not answer.</param>
    /// <param name="troubles">See <see cref="Scene.Troubles"/>.</param>
    public IRenderable Render(
        CallSummary visitor, IReadOnlyCollection<Edge> edges, IReadOnlyList<StatusFinding>? findings, IReadOnlyList<string> troubles) =>
        new Rows([Head(visitor), new EdgesView(edges), Findings(findings), .. troubles.Select(Trouble), Foot()]);

    private static Markup Trouble(string trouble) => new($"[red]{Markup.Escape(trouble)}[/]");

    private static Markup Head(CallSummary visitor)
    {
        var failed = visitor.Failed > 0 ? $", [red]{visitor.Failed} failed[/] ({Markup.Escape(visitor.LastFailure ?? "")})" : ", none failed";
        return new Markup(
            $"[bold]Pages[/] {visitor.Rate:0} a second, median {visitor.MedianMilliseconds:0} ms, 99th percentile {visitor.P99Milliseconds:0} ms; "
            + $"{visitor.Succeeded} served{failed}.");
    }

    private static Markup Findings(IReadOnlyList<StatusFinding>? findings) => findings switch
    {
        null => new Markup("[yellow]istiod does not answer; the ztunnels go on with what they have.[/]"),
        [] => new Markup("[dim]istiod has nothing to say against the configuration.[/]"),
        _ => new Markup(string.Join('\n', findings.TakeLast(5).Select(finding => $"[red]{Markup.Escape(finding.ToString())}[/]")) + "\nThe last good version stays in force."),
    };

    private Markup Foot() => new(
        $"{Markup.Escape(editHint)}[dim], and watch. Logs: {Markup.Escape(folder.Logs)}. Ctrl-C stops everything.[/]");
}
