using System.Diagnostics;
using System.Globalization;

namespace Istio.Testing;

/// <summary>A program of this repository whose standard output is a pipe that is full from the start and that nobody reads.</summary>
public sealed class UnreadLogProcess : IDisposable
{
    // The shell opens the pipe for both directions, so the program never sees a broken one. dd fills it and stops where a write would wait.
    private const string Script = """
        mkfifo "$1" && exec 3<>"$1" || exit 99
        dd if=/dev/zero of="$1" bs=4096 count=1024 oflag=nonblock 2>/dev/null
        shift
        exec "$@" >&3 3>&-
        """;

    private readonly Process _process;

    private UnreadLogProcess(Process process) => _process = process;

    /// <param name="folder">The working directory; the pipe is made in it.</param>
    /// <param name="assembly">The program, a .dll beside the test.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="environment">Added to that of the test.</param>
    public static UnreadLogProcess Start(string folder, string assembly, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var program = Path.Combine(AppContext.BaseDirectory, assembly);
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", Path.Combine(folder, "log"), "dotnet", program, .. arguments]) { WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new UnreadLogProcess(Process.Start(start)!);
    }

    /// <summary>False once it has ended.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Sends SIGTERM and returns the exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in this time.</exception>
    public async Task<int> TerminateAsync(TimeSpan timeout)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
