using System.CommandLine;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.View;
using Spectre.Console;

namespace Istioctl.Playground;

/// <summary><c>istioctl playground</c>: a whole mesh on this machine.</summary>
internal static class PlaygroundCommand
{
    private const int ClaimFailed = 1;
    private const int NotStarted = 2;

    public static Command Create()
    {
        var command = new Command(
            "playground", "Run a whole mesh on this machine: istiod, two ztunnels and Bookinfo. No root, and Kubernetes only if you ask for it.");
        var arguments = new PlaygroundArguments();
        arguments.AddTo(command);
        command.SetAction((result, cancellation) => RunAsync(arguments.Read(result), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(PlaygroundOptions options, CancellationToken cancellation)
    {
        try
        {
            var sample = SampleFiles.Find(options.Scene, AppContext.BaseDirectory);
            return await RunAsync(options, sample, WorkFolder.Create(options.WorkFolder), cancellation);
        }
        catch (CannotStart refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return NotStarted;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted; everything is stopped.");
            return ClaimFailed;
        }
    }

    /// <summary>A temporary folder is kept when there is something to look into: a claim failed, or a program did not start.</summary>
    private static async Task<int> RunAsync(PlaygroundOptions options, SampleFiles sample, WorkFolder folder, CancellationToken cancellation)
    {
        var isOfInterest = false;
        try
        {
            var exitCode = await PlayAsync(options, sample, folder, cancellation);
            isOfInterest = exitCode != 0;
            return exitCode;
        }
        catch (CannotStart)
        {
            isOfInterest = folder.HasLogs;
            throw;
        }
        finally
        {
            if (!isOfInterest)
            {
                folder.Remove();
            }
        }
    }

    private static async Task<int> PlayAsync(PlaygroundOptions options, SampleFiles sample, WorkFolder folder, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected)
        {
            // A file or a pipe has no width to wrap at.
            AnsiConsole.Profile.Width = int.MaxValue / 2;
        }

        if (!options.Once)
        {
            await new LiveRun(options, folder, AnsiConsole.Console, TimeProvider.System).RunAsync(sample, cancellation);
            return 0;
        }

        IOnceReport report = options.Json ? new JsonReport(Console.Out) : new TextReport(AnsiConsole.Console);
        return await new OnceRun(options, folder, report, TimeProvider.System).RunAsync(sample, cancellation) ? 0 : ClaimFailed;
    }
}
