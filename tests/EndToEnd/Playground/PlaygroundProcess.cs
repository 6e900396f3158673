using System.Diagnostics;
using Istio.Testing;

namespace EndToEnd.Playground;

/// <summary>A run of <c>istioctl playground</c> as a user starts it, on a loopback network of its own.</summary>
internal sealed class PlaygroundProcess : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly List<string> _lines = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlaygroundProcess(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
        Errors = process.StandardError.ReadToEndAsync();
        Output = ReadAsync();
    }

    public int ProcessId => _process.Id;

    /// <summary>Completes at the end of the program, with all it has printed.</summary>
    public Task<string> Output { get; }

    public Task<string> Errors { get; }

    public static PlaygroundProcess Start(LoopbackAddresses network, params string[] arguments)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        var program = Path.Combine(RepositoryPaths.Root, "src", "Istioctl", "bin", configuration, "net10.0", "istioctl.dll");
        var folder = Directory.CreateTempSubdirectory("playground-tests-");
        string[] all = [program, "playground", "--network", network.Name, "--dir", folder.FullName, .. arguments];
        var start = new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new PlaygroundProcess(Process.Start(start)!, folder);
    }

    /// <summary>Runs to the end and returns what it printed; another exit code than this one fails with all there is to see.</summary>
    public static async Task<(string Output, string Errors)> RunAsync(LoopbackAddresses network, int expectedExitCode, params string[] arguments)
    {
        using var run = Start(network, arguments);
        var exitCode = await run.ExitAsync();
        var (output, errors) = (await run.Output, await run.Errors);
        Assert.True(exitCode == expectedExitCode, $"exit code {exitCode}\n{output}\n{errors}\n{run.LogTails()}");
        return (output, errors);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits for a line of the output; fails with all output when the program ends before.</summary>
    public async Task WaitForLineAsync(string part)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                grown = _grown.Task;
                if (_lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
                {
                    return;
                }
            }

            if (await Task.WhenAny(grown, Output) == Output)
            {
                Assert.Fail($"The playground ended before '{part}':\n{await Output}\n{await Errors}");
            }
        }
    }

    /// <summary>All processes below this one.</summary>
    public IReadOnlyList<int> Descendants() => ProcessTree.Below(ProcessId);

    public void Signal(string name) => Process.Start("/bin/kill", [$"-{name}", $"{ProcessId}"])!.WaitForExit();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The last lines of every log, for the message of a failed test.</summary>
    private string LogTails() => string.Join('\n', _folder.EnumerateFiles("*.log", SearchOption.AllDirectories)
        .Select(log => $"== {log.Name}\n{string.Join('\n', File.ReadLines(log.FullName).TakeLast(15))}"));

    private async Task<string> ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            TaskCompletionSource grown;
            lock (_gate)
            {
                _lines.Add(line);
                grown = _grown;
                _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            grown.SetResult();
        }

        return string.Join('\n', _lines);
    }
}
