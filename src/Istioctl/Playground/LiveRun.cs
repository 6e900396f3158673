using Istioctl.Playground.Faults;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.Traffic;
using Istioctl.Playground.View;
using Spectre.Console;

namespace Istioctl.Playground;

/// <summary>The scene for a user: traffic runs and the view is drawn until Ctrl-C.</summary>
internal sealed class LiveRun(PlaygroundOptions options, WorkFolder folder, IAnsiConsole console, TimeProvider time)
{
    private const double DeniedRate = 1;

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(2);

    public async Task RunAsync(SampleFiles sample, CancellationToken cancellation)
    {
        // The user edits the sample itself, unless its addresses have to be others.
        var files = options.Network == LoopbackNetwork.Default ? sample : sample.CopyTo(folder.Scene, options.Network);
        var starter = new SceneStarter(options, folder, new StageLines(console), new NoFault(), time);
        await using var scene = await starter.StartAsync(files, cancellation);
        await using var visitor = new SteadyTraffic(scene.Gateway, Scene.PageUrl, options.Rate);
        await using var visitorWithoutPolicy = new SteadyTraffic(scene.Curl, "http://ratings:9080/ratings/0", DeniedRate);
        try
        {
            await (console.Profile.Capabilities.Interactive ? DrawAsync(scene, visitor, cancellation) : PrintAsync(scene, visitor, cancellation));
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is the way to end this.
        }

        console.MarkupLine("Stopping everything.");
    }

    private Task DrawAsync(Scene scene, SteadyTraffic visitor, CancellationToken cancellation)
    {
        var view = new LiveView(scene.Source.EditHint, folder);
        var edges = new EdgeTable(scene.AccessLog);
        return console.Live(new Text("")).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Frame);
            do
            {
                var findings = await scene.Istiod.ReadFindingsAsync(cancellation);
                live.UpdateTarget(view.Render(visitor.Statistics.Read(), edges.Read(), findings, scene.Troubles));
                live.Refresh();
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        });
    }

    /// <summary>For a pipe or a file: a line now and then.</summary>
    private async Task PrintAsync(Scene scene, SteadyTraffic visitor, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Line);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var findings = await scene.Istiod.ReadFindingsAsync(cancellation);
            console.WriteLine(StatusLine.Of(visitor.Statistics.Read(), findings, scene.Troubles));
        }
    }
}
