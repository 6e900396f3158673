using System.CommandLine;
using System.CommandLine.Parsing;
using Istioctl.Playground.Claims;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.View;
using Spectre.Console;

namespace Istioctl.Playground;

/// <summary><c>istioctl playground</c>: a whole mesh on this machine.</summary>
internal sealed class PlaygroundCommand
{
    private const int ClaimFailed = 1;
    private const int NotStarted = 2;

    private readonly Option<bool> _once = new("--once") { Description = "Check every claim without asking anything, then end; the exit code is 1 when one fails." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "How --once reports: text or json.", DefaultValueFactory = _ => "text" };
    private readonly Option<string?> _dir = new("--dir") { Description = "Folder for logs and state; default: a temporary one." };
    private readonly Option<string?> _scene = new("--scene") { Description = "Folder with config/*.yaml and mesh.yaml; default: samples/bookinfo." };
    private readonly Option<string[]> _programs = new("--programs") { Description = "Where to look first for pilot-discovery, ztunnel, bookinfo and kube (repeatable), for example artifacts/aot/Ztunnel." };
    private readonly Option<string> _network = new("--network") { Description = "First two numbers of all addresses.", DefaultValueFactory = _ => LoopbackNetwork.Default.ToString() };
    private readonly Option<double> _rate = new("--rate") { Description = "Pages a second.", DefaultValueFactory = _ => 10 };
    private readonly Option<string[]> _claims = new("--claim") { Description = "With --once: check this claim only (repeatable).", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _kubernetes = new("--kubernetes") { Description = "istiod reads a Kubernetes API server, into which the scene is written, instead of files." };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "With --kubernetes: an API server that runs already, without controllers of nodes; default: one is started (the program kube).",
    };

    private readonly Option<string?> _break = new("--break") { Description = "With --once: damage the scene so that this claim fails.", Hidden = true };

    public static Command Create() => new PlaygroundCommand().Build();

    private Command Build()
    {
        _output.AcceptOnlyFromAmong("text", "json");
        _claims.AcceptOnlyFromAmong([.. ClaimList.Names]);
        _break.AcceptOnlyFromAmong([.. ClaimList.Names]);
        _network.Validators.Add(result =>
        {
            if (!LoopbackNetwork.TryParse(result.Tokens.Count > 0 ? result.Tokens[0].Value : LoopbackNetwork.Default.ToString(), out _))
            {
                result.AddError("--network takes the first two numbers of a loopback network, from 127.1 to 127.254.");
            }
        });
        _rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1000))
            {
                result.AddError("--rate takes a number of pages a second, more than 0 and at most 1000.");
            }
        });

        var command = new Command("playground", "Run a whole mesh on this machine: istiod, two ztunnels and Bookinfo. No root, and Kubernetes only if you ask for it.")
        {
            _once, _output, _dir, _scene, _programs, _network, _rate, _claims, _break, _kubernetes, _kubeconfig,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(_once) && (result.GetValue(_output) == "json" || result.GetValue(_claims) is { Length: > 0 } || result.GetValue(_break) is not null))
            {
                result.AddError("-o json and --claim need --once.");
            }
        });
        command.Validators.Add(ValidateSource);
        command.SetAction((result, cancellation) => RunAsync(Read(result), cancellation));
        return command;
    }

    /// <summary>Some claims are about files, some about an API server.</summary>
    private void ValidateSource(CommandResult result)
    {
        if (result.GetValue(_kubeconfig) is not null && !result.GetValue(_kubernetes))
        {
            result.AddError("--kubeconfig needs --kubernetes.");
        }

        string[] named = [.. result.GetValue(_claims) ?? [], .. result.GetValue(_break) is { } broken ? [broken] : Array.Empty<string>()];
        foreach (var claim in named.Where(name => ClaimList.Names.Contains(name)).Select(ClaimList.Named).Where(claim => !claim.IsAbout(SourceOf(result.GetValue(_kubernetes)))))
        {
            result.AddError($"{claim.Name} can be checked only {(result.GetValue(_kubernetes) ? "without" : "with")} --kubernetes.");
        }
    }

    private static SourceKind SourceOf(bool kubernetes) => kubernetes ? SourceKind.ApiServer : SourceKind.Files;

    private PlaygroundOptions Read(ParseResult result) => new(
        result.GetValue(_once),
        result.GetValue(_output) == "json",
        result.GetValue(_dir),
        result.GetValue(_scene),
        result.GetValue(_programs) ?? [],
        // The validator has seen it.
        LoopbackNetwork.TryParse(result.GetValue(_network), out var network) ? network : LoopbackNetwork.Default,
        result.GetValue(_rate),
        result.GetValue(_claims) ?? [],
        result.GetValue(_break),
        SourceOf(result.GetValue(_kubernetes)),
        result.GetValue(_kubeconfig));

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
