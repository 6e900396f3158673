using Istioctl.Playground.Claims;
using Istioctl.Playground.Scenery;
using Spectre.Console;

namespace Istioctl.Playground.View;

/// <summary>One line for each stage and each claim, as they end.</summary>
internal sealed class TextReport(IAnsiConsole console) : IOnceReport
{
    public void Begun(string stage)
    {
    }

    public void Done(string stage, TimeSpan duration) =>
        console.MarkupLine($"[green]ready[/]  {Markup.Escape(stage)} [dim]{duration.TotalSeconds:0.0} s[/]");

    public void Checking(Claim claim)
    {
    }

    public void Checked(CheckedClaim outcome)
    {
        var mark = outcome.Evidence.Holds ? "[green]holds[/] " : "[red]FAILS[/] ";
        console.MarkupLine($"{mark} [bold]{outcome.Claim.Name}[/]: {Markup.Escape(outcome.Claim.Statement)} [dim]{outcome.Duration.TotalSeconds:0.0} s[/]");
        console.MarkupLine($"       {Markup.Escape(outcome.Evidence.Detail)}");
    }

    public void Finished(IReadOnlyList<CheckedClaim> outcomes, TimeSpan duration, WorkFolder folder)
    {
        string[] failed = [.. outcomes.Where(outcome => !outcome.Evidence.Holds).Select(outcome => outcome.Claim.Name)];
        if (failed.Length == 0)
        {
            console.MarkupLine($"[green]All {outcomes.Count} claims hold.[/] [dim]{duration.TotalSeconds:0} s[/]");
        }
        else
        {
            console.MarkupLine($"[red]{failed.Length} of {outcomes.Count} claims failed: {string.Join(", ", failed)}.[/] Logs and files: {Markup.Escape(folder.Root)}");
        }
    }
}
