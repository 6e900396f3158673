using System.Diagnostics;

namespace Istioctl.Programs;

/// <summary>
/// Ends the children when this process ends without doing so (SIGKILL, a crash). A tiny shell reads the children's ids from a pipe; the kernel
/// closes the pipe with this process, and what is still on the list then is killed. PR_SET_PDEATHSIG would need the children's help, and it follows the
/// thread that forked, not the process.
/// </summary>
internal sealed class ChildGuard : IDisposable
{
    // Ctrl-C reaches the whole process group: the guard must outlive the others.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        children=' '
        while read -r sign pid; do
        {
          case $sign in
            +) children="$children$pid " ;;
            -) children="${children%% $pid *} ${children#* $pid }" ;;
          esac
        }

        done
        for pid in $children; do kill -KILL "$pid" 2>/dev/null; done
        """;

    private readonly Process _shell;
    private readonly Lock _gate = new();

    public ChildGuard()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        _shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
    }

    public void Watch(int processId) => Send($"+ {processId}");

    public void Unwatch(int processId) => Send($"- {processId}");

    /// <summary>Closes the pipe: children still watched are killed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _shell.StandardInput.Close();
        }

        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Send(string line)
    {
        lock (_gate)
        {
            _shell.StandardInput.Write(line + "\n");
            _shell.StandardInput.Flush();
        }
    }
}
