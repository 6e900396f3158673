using System.CommandLine;
using Istioctl;
using Istioctl.Playground;

var root = new RootCommand("Istio's command line.") { PlaygroundCommand.Create(), VersionCommand.Create() };

if (CommandNames.TryRefuse(root, args, out var refusal))
{
    await Console.Error.WriteLineAsync(refusal);
    return CommandNames.WrongUse;
}

if (args is ["help", .. var about])
{
    args = [.. about, "--help"];
}

// Ctrl-C is passed on to the running command, which stops what it has started; this is the time it has for it.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
