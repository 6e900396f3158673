using Istio.Testing;

namespace Istioctl.Tests.Playground;

/// <summary>The program itself, as a user calls it: what is wrong is said in sentences.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("--network 10.1", "--network takes the first two numbers of a loopback network, from 127.1 to 127.254.")]
    [InlineData("--rate 0", "--rate takes a number of pages a second, more than 0 and at most 1000.")]
    [InlineData("-o json", "-o json and --claim need --once.")]
    [InlineData("--claim mutual-tls", "-o json and --claim need --once.")]
    [InlineData("--once --claim no-such", "'no-such'")]
    [InlineData("--kubeconfig a", "--kubeconfig needs --kubernetes.")]
    [InlineData("--once --kubernetes --claim broken-file", "broken-file can be checked only without --kubernetes.")]
    [InlineData("--once --break broken-object", "broken-object can be checked only with --kubernetes.")]
    [InlineData("--no-such", "'--no-such'")]
    public async Task A_wrong_argument_is_named(string arguments, string expected)
    {
        var (exitCode, errors) = await CommandLine.RunAsync($"playground {arguments}");
        Assert.NotEqual(0, exitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_programs_are_named()
    {
        Detach();
        var scene = Path.Combine(RepositoryPaths.Root, "samples", "bookinfo");
        var (exitCode, errors) = await CommandLine.RunAsync($"playground --once --network 127.201 --scene {scene}", _folder.Path);
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"The program 'pilot-discovery' was not found in {_folder.Path}/.", errors, StringComparison.Ordinal);
        Assert.Contains("--programs DIR", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unwritable_folder_is_named()
    {
        var (exitCode, errors) = await CommandLine.RunAsync("playground --once --network 127.202 --dir /proc/playground");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("The folder /proc/playground cannot be written: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_api_server_is_named_with_both_ways_out()
    {
        Detach();
        var programs = _folder.Directory("programs");
        foreach (var program in new[] { "pilot-discovery", "ztunnel", "bookinfo" })
        {
            File.WriteAllText(Path.Combine(programs, program), "");
        }

        var scene = Path.Combine(RepositoryPaths.Root, "samples", "bookinfo");
        var (exitCode, errors) = await CommandLine.RunAsync($"playground --once --kubernetes --network 127.203 --programs {programs} --scene {scene}", _folder.Path);
        Assert.Equal(2, exitCode);
        Assert.StartsWith("The program 'kube', which is the API server, was found neither ", errors, StringComparison.Ordinal);
        Assert.Contains("--programs DIR", errors, StringComparison.Ordinal);
        Assert.Contains("--kubeconfig FILE", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_none_is_named()
    {
        var (exitCode, errors) = await CommandLine.RunAsync("playground --once --kubernetes --network 127.204 --kubeconfig /no/such");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("The API server cannot be used: kubeconfig /no/such: ", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies the program away from the repository, where nothing else can be found.</summary>
    private void Detach()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => !file.EndsWith(".pdb", StringComparison.Ordinal)))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }
    }
}
