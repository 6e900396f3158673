using Spectre.Console;

namespace Istioctl.Playground.View;

/// <summary>The start of an interactive run: one line for each stage that is reached.</summary>
internal sealed class StageLines(IAnsiConsole console) : IStageReport
{
    public void Begun(string stage)
    {
    }

    public void Done(string stage, TimeSpan duration) =>
        console.MarkupLine($"[green]ready[/]  {Markup.Escape(stage)} [dim]{duration.TotalSeconds:0.0} s[/]");
}
