using System.CommandLine;
using System.CommandLine.Parsing;
using Istioctl.Playground.Claims;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground;

/// <summary>The command line of <c>istioctl playground</c>.</summary>
internal sealed class PlaygroundArguments
{
    private readonly Option<bool> _once = new("--once") { Description = "Check every claim without asking anything, then end; the exit code is 1 when one fails." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "How --once reports: text or json.", DefaultValueFactory = _ => "text" };
    private readonly Option<string?> _dir = new("--dir") { Description = "Folder for logs and state; default: a temporary one." };
    private readonly Option<string?> _scene = new("--scene") { Description = "Folder with config/*.yaml and mesh.yaml; default: samples/bookinfo." };
    private readonly Option<string[]> _programs = new("--programs") { Description = "Where to look first for pilot-discovery, ztunnel, bookinfo and kube (repeatable), for example artifacts/aot/Ztunnel." };
    private readonly Option<string> _network = new("--network") { Description = "First two numbers of all addresses.", DefaultValueFactory = _ => LoopbackNetwork.Default.ToString() };
    private readonly Option<double> _rate = new("--rate") { Description = "Pages a second.", DefaultValueFactory = _ => 10 };
    private readonly Option<string[]> _claims = new("--claim") { Description = "With --once: check this claim only (repeatable).", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _kubernetes = new("--kubernetes")
    {
        Description = "istiod reads a Kubernetes API server, into which the scene is written, instead of files.",
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "With --kubernetes: an API server that runs already, without controllers of nodes; default: one is started (the program kube).",
    };

    private readonly Option<string?> _break = new("--break") { Description = "With --once: damage the scene so that this claim fails.", Hidden = true };

    public void AddTo(Command command)
    {
        _output.AcceptOnlyFromAmong("text", "json");
        _claims.AcceptOnlyFromAmong([.. ClaimList.Names]);
        _break.AcceptOnlyFromAmong([.. ClaimList.Names]);
        _network.Validators.Add(ValidateNetwork);
        _rate.Validators.Add(ValidateRate);
        foreach (var option in (Option[])[_once, _output, _dir, _scene, _programs, _network, _rate, _claims, _break, _kubernetes, _kubeconfig])
        {
            command.Add(option);
        }

        command.Validators.Add(ValidateOnce);
        command.Validators.Add(ValidateSource);
    }

    public PlaygroundOptions Read(ParseResult result) => new(
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

    private static SourceKind SourceOf(bool kubernetes) => kubernetes ? SourceKind.ApiServer : SourceKind.Files;

    private static void ValidateNetwork(OptionResult result)
    {
        if (!LoopbackNetwork.TryParse(result.Tokens.Count > 0 ? result.Tokens[0].Value : LoopbackNetwork.Default.ToString(), out _))
        {
            result.AddError("--network takes the first two numbers of a loopback network, from 127.1 to 127.254.");
        }
    }

    private static void ValidateRate(OptionResult result)
    {
        if (result.GetValueOrDefault<double>() is not (> 0 and <= 1000))
        {
            result.AddError("--rate takes a number of pages a second, more than 0 and at most 1000.");
        }
    }

    private void ValidateOnce(CommandResult result)
    {
        if (!result.GetValue(_once) && (result.GetValue(_output) == "json" || result.GetValue(_claims) is { Length: > 0 } || result.GetValue(_break) is not null))
        {
            result.AddError("-o json and --claim need --once.");
        }
    }

    /// <summary>Some claims are about files, some about an API server.</summary>
    private void ValidateSource(CommandResult result)
    {
        var isKubernetes = result.GetValue(_kubernetes);
        if (result.GetValue(_kubeconfig) is not null && !isKubernetes)
        {
            result.AddError("--kubeconfig needs --kubernetes.");
        }

        foreach (var claim in ClaimList.All.Where(claim => !claim.IsAbout(SourceOf(isKubernetes))))
        {
            if (result.GetValue(_claims)?.Contains(claim.Name) == true || result.GetValue(_break) == claim.Name)
            {
                result.AddError($"{claim.Name} can be checked only {(isKubernetes ? "without" : "with")} --kubernetes.");
            }
        }
    }
}
