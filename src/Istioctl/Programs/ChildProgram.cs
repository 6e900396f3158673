using System.Diagnostics;

namespace Istioctl.Programs;

/// <summary>A running child. Its output goes to its log file line by line, and to the listener.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ChildGuard _guard;
    private readonly ChildLog _log;
    private readonly Task _output;
    private readonly Task _errors;
    private volatile bool _isAskedToEnd;

    private ChildProgram(Launch launch, Process process, ChildGuard guard, ChildLog log)
    {
        Launch = launch;
        _process = process;
        _guard = guard;
        _log = log;
        _output = log.CopyAsync(process.StandardOutput);
        _errors = log.CopyAsync(process.StandardError);
        Ended = EndAsync();
    }

    public Launch Launch { get; }

    public string Name => Launch.Name;

    public int ProcessId => _process.Id;

    /// <summary>Completes with the exit code once the program has ended and all it printed is in the log.</summary>
    public Task<int> Ended { get; }

    /// <summary>True when this process ended it, in whatever way.</summary>
    public bool IsAskedToEnd => _isAskedToEnd;

    /// <summary>Why lines are missing in its log; null while none are.</summary>
    public string? LogFailure => _log.Failure?.Message;

    /// <param name="onLine">Called for each line, never by two threads at a time.</param>
    /// <exception cref="CannotStart">The operating system refuses to execute the file.</exception>
    public static ChildProgram Start(Launch launch, ChildGuard guard, Action<string>? onLine = null)
    {
        var (executable, leading) = launch.Program.Command;
        var start = new ProcessStartInfo(executable, [.. leading, .. launch.Arguments])
        {
            WorkingDirectory = launch.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Execute(launch, start);
        guard.Watch(process.Id);
        process.StandardInput.Close();
        return new ChildProgram(launch, process, guard, new ChildLog(launch.LogFile, onLine));
    }

    /// <summary>SIGKILL: the program gets no chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        _isAskedToEnd = true;
        Signals.Send(ProcessId, Signals.Kill);
        await Ended;
    }

    /// <summary>SIGSTOP: alive, its sockets open, and doing nothing.</summary>
    public void Freeze() => Signals.Send(ProcessId, Signals.Stop);

    public void Thaw() => Signals.Send(ProcessId, Signals.Continue);

    /// <summary>Asks to end, and insists after the grace.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (Ended.IsCompleted)
        {
            return;
        }

        _isAskedToEnd = true;
        // A frozen program would not see the request.
        Thaw();
        Signals.Send(ProcessId, Signals.Terminate);
        if (await Task.WhenAny(Ended, Task.Delay(grace)) != Ended)
        {
            await KillAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(3));
        _process.Dispose();
    }

    private static Process Execute(Launch launch, ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{launch.Name} did not start.");
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            throw new CannotStart(
                $"{launch.Name} cannot be started from {start.FileName}: {refused.Message}.",
                "Check that the file exists and may be executed.");
        }
    }

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        _guard.Unwatch(ProcessId);
        await Task.WhenAll(_output, _errors);
        _log.Dispose();
        return _process.ExitCode;
    }
}
