using System.Diagnostics;
using Istioctl.Programs;

namespace Istioctl.Playground.Kubernetes;

/// <summary>The program <c>kube</c>: etcd and a Kubernetes API server in one file.</summary>
internal static class KubeProgram
{
    private const string Name = "kube";

    /// <summary>
    /// In the folders the user named, beside this program, or in the repository's <c>artifacts/tools</c>, where it is unpacked from <c>../shared/tools</c> when
    /// it is not there yet.
    /// </summary>
    /// <exception cref="CannotStart">It is in none of the places, or cannot be unpacked.</exception>
    public static async Task<ProgramFile> FindAsync(ProgramLocator programs, CancellationToken cancellation)
    {
        var unpacked = programs.RepositoryRoot is { } root ? Path.Combine(root, "artifacts", "tools") : null;
        var bin = unpacked is null ? null : Path.Combine(unpacked, "bin");
        if (programs.FindForeign(Name, bin) is { } found)
        {
            return found;
        }

        var script = programs.RepositoryRoot is { } own ? Path.Combine(own, "..", "shared", "tools", "unpack") : null;
        if (unpacked is not null && File.Exists(script))
        {
            await UnpackAsync(script, unpacked, cancellation);
        }

        return programs.FindForeign(Name, bin) ?? throw new CannotStart(
            $"The program '{Name}', which is the API server, was found neither in a folder named by --programs nor beside istioctl.",
            "Name its folder with --programs DIR, or an API server that runs already with --kubeconfig FILE.");
    }

    private static async Task UnpackAsync(string script, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("bash", [script, folder, Name]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new CannotStart($"{script} did not start.", "Run it by hand.");
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new CannotStart(
                $"{script} failed: {(await output + await errors).Trim()}.",
                "Run it by hand, or name an API server that runs already with --kubeconfig FILE.");
        }
    }
}
