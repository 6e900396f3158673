using System.Diagnostics;
using Istio.Testing;

namespace Istio.Api.Tests;

public sealed class GenerationTests
{
    // What the script uses before it needs npm.
    private static readonly string[] Tools = ["bash", "cat", "cmp", "dirname", "find", "flock", "mkdir", "sha256sum", "sort", "xargs"];

    [Fact]
    public async Task Without_npm_the_build_says_in_one_line_what_to_install()
    {
        var folder = Directory.CreateTempSubdirectory("generation-");
        try
        {
            foreach (var tool in Tools)
            {
                File.CreateSymbolicLink(Path.Combine(folder.FullName, tool), Find(tool));
            }

            var errors = await RunAsync(folder.FullName);

            Assert.StartsWith("generate.sh : error ISTIO0001: npm is missing", errors, StringComparison.Ordinal);
            Assert.Contains("apt-get install npm", errors, StringComparison.Ordinal);
            Assert.Single(errors.Trim().Split('\n'));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string path)
    {
        var script = Path.Combine(RepositoryPaths.Root, "src", "Istio.Api", "generation", "generate.sh");
        var start = new ProcessStartInfo(Path.Combine(path, "bash"), [script, Path.Combine(path, "work"), Find("true"), Find("true"), path]) { RedirectStandardError = true };
        start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, process.ExitCode);
        return errors;
    }

    private static string Find(string tool) =>
        ((string[])["/usr/bin", "/bin", "/usr/local/bin"]).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{tool} is not installed");
}
