using Istio.Testing;
using Istiod.Tests.Authority;

namespace Istiod.Tests;

public sealed class UnreadLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Istiod_starts_and_ends_while_nobody_reads_its_log()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["config"]);
        directory.Write("mesh.yaml", "trustDomain: cluster.local\n");
        var ports = directory["ports"];
        string[] arguments =
        [
            "discovery", "--registries=", "--configDir", directory["config"], "--meshConfig", directory["mesh.yaml"], "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0",
            "--grpcAddr", "127.0.0.1:0", "--secureGRPCAddr", "127.0.0.1:0", "--portsFile", ports, "--shutdownDuration", "5s",
        ];
        using var istiod = UnreadLogProcess.Start(directory.Path, "pilot-discovery.dll", arguments, new Dictionary<string, string> { ["ROOT_CA_DIR"] = directory.Path });
        await WaitForFileAsync(directory.Path, ports, istiod);
        Assert.Equal(0, await istiod.TerminateAsync(Patience));
    }

    private static async Task WaitForFileAsync(string folder, string file, UnreadLogProcess program)
    {
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder);
        void OnChange(object sender, FileSystemEventArgs change) => Look();
        void Look()
        {
            if (File.Exists(file))
            {
                appeared.TrySetResult();
            }
        }

        watcher.Created += OnChange;
        watcher.Renamed += OnChange;
        watcher.EnableRaisingEvents = true;
        Look();
        await appeared.Task.WaitAsync(Patience);
        Assert.True(program.IsRunning);
    }
}
