using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Istio.Testing.Programs;

/// <summary>A program of ours as a process of its own, on one of whose threads a test can make an exception.</summary>
public sealed class DoomedProgram : IDisposable
{
    private const string HookSwitch = "System.StartupHookProvider.IsSupported";

    private readonly Process _process;
    private readonly string _runtimeConfig;
    private readonly Task<string> _errors;

    private DoomedProgram(Process process, string runtimeConfig)
    {
        _process = process;
        _runtimeConfig = runtimeConfig;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="assembly">The built program.</param>
    public static DoomedProgram Start(string assembly, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        // Programs that are published natively have the hook switched off.
        var config = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(assembly, "runtimeconfig.json")))!;
        config["runtimeOptions"]!["configProperties"]![HookSwitch] = true;
        var runtimeConfig = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.runtimeconfig.json");
        File.WriteAllText(runtimeConfig, config.ToJsonString());
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", runtimeConfig, assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(DoomedProgram).Assembly.Location;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return new DoomedProgram(Process.Start(start)!, runtimeConfig);
    }

    /// <summary>Reads its log up to a line that contains a text.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellation)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"the program ended before it wrote '{text}': {await _errors}");
    }

    /// <summary>Throws on a thread of the program and waits for its end.</summary>
    /// <returns>The exit code and what it wrote to its log from then on.</returns>
    public async Task<(int ExitCode, string Log)> FailAsync(string reason, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(reason);
        await _process.StandardInput.FlushAsync(cancellation);
        var log = await _process.StandardOutput.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, log);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        File.Delete(_runtimeConfig);
    }
}
