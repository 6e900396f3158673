using System.Diagnostics;
using System.Net;
using Istio.Testing;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry.Files;

/// <summary>istiod as a whole beside files that are no files, a mesh configuration that is none, and a system that gives no watches.</summary>
public sealed class FilesThatFailTests
{
    [Fact]
    public async Task A_named_pipe_is_a_finding_and_nothing_stops()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => Run("mkfifo", directory["config/p.yaml"]));

        await istiod.UntilAsync("/debug/findingsz", page => page.Contains("is a named pipe", StringComparison.Ordinal));
        istiod.Write("a.yaml", SampleObjects.Policy("later"));
        await istiod.UntilAsync("/debug/configz", page => page.Contains("later", StringComparison.Ordinal));
        Run("mkfifo", Path.Combine(istiod.ConfigFolder, "q.yaml"));
        await istiod.UntilAsync("/debug/findingsz", page => page.Contains("q.yaml", StringComparison.Ordinal));
        await istiod.StopAsync();
    }

    [Fact]
    public async Task A_file_that_a_generator_empties_first_keeps_its_policies()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/a.yaml", SampleObjects.Policy("kept")));

        istiod.Write("a.yaml", "");
        await istiod.UntilAsync("/debug/findingsz", page => page.Contains("EmptiedFile", StringComparison.Ordinal));
        Assert.Contains("kept", await istiod.PageAsync("/debug/configz"), StringComparison.Ordinal);
        istiod.Write("a.yaml", SampleObjects.Policy("other"));
        await istiod.UntilAsync("/debug/configz", page => page.Contains("other", StringComparison.Ordinal) && !page.Contains("kept", StringComparison.Ordinal));
        Assert.DoesNotContain("EmptiedFile", await istiod.PageAsync("/debug/findingsz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_behind_a_link_to_the_outside_is_followed()
    {
        using var outside = new TemporaryDirectory();
        outside.Write("policies", SampleObjects.Policy("first"));
        await using var istiod = await RunningIstiod.StartAsync(directory => File.CreateSymbolicLink(directory["config/a.yaml"], outside["policies"]));

        Assert.Contains("first", await istiod.PageAsync("/debug/configz"), StringComparison.Ordinal);
        outside.Write("policies", SampleObjects.Policy("second"));

        await istiod.UntilAsync("/debug/configz", page => page.Contains("second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_watches_from_the_system_changes_are_found_by_looking()
    {
        using var directory = Scene("trustDomain: example.org\n");
        if (Run("unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_inotify_instances") != 0)
        {
            Skip.Because("needs user namespaces with limits of their own");
        }

        using var istiod = new IstiodProcess(directory, "unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_inotify_instances; exec \"$@\"", "sh");
        await istiod.UntilReadyAsync(HttpStatusCode.OK);

        directory.Write("config/a.yaml", SampleObjects.Policy("found"));
        await istiod.UntilPageAsync("/debug/configz", "found");
        directory.Write("mesh.yaml", "trustDomain: example.org\nrootNamespace: roots\n");
        await istiod.UntilPageAsync("/debug/mesh", "roots");

        Assert.Contains("cannot watch", await istiod.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_broken_mesh_configuration_istiod_is_not_ready_until_it_is_good()
    {
        using var directory = Scene("trustDomain: [example.org\n");
        using var istiod = new IstiodProcess(directory);
        await istiod.UntilReadyAsync(HttpStatusCode.ServiceUnavailable);
        Assert.False(Directory.Exists(directory["ca"]));

        directory.Write("mesh.yaml", "trustDomain: example.org\nfuture: 1\n");
        await istiod.UntilReadyAsync(HttpStatusCode.OK);

        await istiod.UntilPageAsync("/debug/mesh", "example.org");
        Assert.Contains("waiting for a mesh configuration", await istiod.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_mesh_configuration_ends_with_the_signal_to_stop()
    {
        using var directory = Scene("\0");
        using var istiod = new IstiodProcess(directory);
        await istiod.UntilReadyAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Contains("U+0000", await istiod.StopAsync(), StringComparison.Ordinal);
    }

    private static TemporaryDirectory Scene(string mesh)
    {
        var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["config"]);
        directory.Write("mesh.yaml", mesh);
        return directory;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
