using System.Diagnostics;

namespace Istio.Testing;

/// <summary>The third-party programs of <c>../shared/tools</c>, unpacked once below the repository's artifacts.</summary>
public static class SharedTools
{
    private static readonly Lock Gate = new();

    /// <summary>The path of a program, unpacked when needed; skips the test by name when the tools are not there.</summary>
    public static string Require(string program)
    {
        var script = Path.Combine(RepositoryPaths.Shared, "tools", "unpack");
        if (!File.Exists(script))
        {
            Skip.Because($"third-party program {program} not found: {script} is missing");
        }

        var folder = Path.Combine(RepositoryPaths.Artifacts, "tools");
        var path = Path.Combine(folder, "bin", program);
        lock (Gate)
        {
            if (!File.Exists(path))
            {
                Unpack(script, folder, program);
            }
        }

        return path;
    }

    private static void Unpack(string script, string folder, string program)
    {
        var start = new ProcessStartInfo("bash", [script, folder, program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Skip.Because($"third-party program {program} cannot be unpacked: {output.Trim()}");
        }
    }
}
