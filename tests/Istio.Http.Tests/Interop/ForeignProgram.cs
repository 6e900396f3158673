using System.Diagnostics;
using Istio.Testing;

namespace Istio.Http.Tests.Interop;

/// <summary>Programs of other people that speak HTTP; a test that needs one that is missing is skipped by name.</summary>
internal static class ForeignProgram
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }

    public static Process Start(string program, params string[] arguments)
    {
        var path = Find(program);
        return Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static string Find(string program)
    {
        string[] folders = ["/usr/bin", "/usr/local/bin", "/bin"];
        foreach (var folder in folders)
        {
            if (File.Exists(Path.Combine(folder, program)))
            {
                return Path.Combine(folder, program);
            }
        }

        Skip.Because($"third-party program {program} not found");
        return program;
    }
}
