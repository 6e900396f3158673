using System.Runtime.InteropServices;
using Istio.Core.Files;
using Istio.Core.Logging;
using Istio.Core.Parts;
using Istio.Core.Settings;
using Ztunnel;
using Ztunnel.Admin;
using Ztunnel.Settings;
using Ztunnel.Yaml;

switch (args is [var command, ..] ? command : "proxy")
{
    case "version":
        Console.WriteLine($"ztunnel {VersionJson.Version}");
        return 0;
    case "help" or "--help" or "-h":
        ZtunnelHelp.Write(Console.Out);
        return 0;
    case "proxy":
        return await RunAsync(string.Join(' ', args));
    default:
        Console.Error.WriteLine($"unknown command \"{args[0]}\"; {ZtunnelHelp.Usage}");
        return 1;
}

static async Task<int> RunAsync(string arguments)
{
    UnhandledFailures.Install();
    try
    {
        var reader = new SettingsReader(ProcessEnvironment.Read(), ReadFile);
        var settings = reader.Read() with { Arguments = arguments };
        LogOutput.Configure(settings.JsonLog ? LogFormat.ZtunnelJson : LogFormat.Ztunnel);
        if (!LogLevels.TrySet(settings.LogLevels, out var error))
        {
            throw new SettingsException($"RUST_LOG=\"{settings.LogLevels}\": {error}");
        }

        Logs.Program.Info($"version: {VersionJson.Version}, arguments: {arguments}");
        foreach (var variable in reader.VariablesWithoutEffect)
        {
            Logs.Program.Warn($"environment variable {variable} has no effect");
        }

        var isWell = await RunUntilStoppedAsync(settings);
        Logs.Program.Info("shutdown completed");
        return isWell ? 0 : 1;
    }
    catch (Exception e) when (e is SettingsException or YamlFormatException or IOException)
    {
        Logs.Program.Error($"cannot start: {e.Message}");
        return 1;
    }
    finally
    {
        LogOutput.Flush();
    }
}

static async Task<bool> RunUntilStoppedAsync(ZtunnelSettings settings)
{
    if (!settings.Proxy)
    {
        Logs.Program.Info("proxy mode disabled");
        return true;
    }

    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    void OnSignal(PosixSignalContext context)
    {
        // A second signal finds the first one taken and ends the process at once.
        context.Cancel = stop.TrySetResult();
    }

    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    await using var program = new ZtunnelProgram(settings, TimeProvider.System);
    return await program.RunAsync(stop.Task);
}

// Null when there is no such file. One that is there and cannot be read stops the start: what it says would be missing.
static string? ReadFile(string path)
{
    try
    {
        return RegularFile.ReadText(path, RegularFile.ConfigurationFile);
    }
    catch (FileNotFoundException)
    {
        return null;
    }
    catch (UnauthorizedAccessException refused)
    {
        throw new SettingsException(refused.Message);
    }
}
