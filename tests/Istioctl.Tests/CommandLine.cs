using System.Diagnostics;

namespace Istioctl.Tests;

/// <summary>The program itself, as a user calls it.</summary>
internal static class CommandLine
{
    /// <param name="folder">Where the program lies; beside the tests when null.</param>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string arguments, string? folder = null)
    {
        var program = Path.Combine(folder ?? AppContext.BaseDirectory, "istioctl.dll");
        var start = new ProcessStartInfo("dotnet", $"{program} {arguments}") { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }
}
