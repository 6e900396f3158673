using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Istio.Load.Processes;
using Istio.Testing;

namespace Istio.Load.Xds;

/// <summary>The published istiod on a folder of files, and what the kernel charges to it.</summary>
internal sealed class MeasuredIstiod : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    private MeasuredIstiod(Process process, int port) => (_process, Port) = (process, port);

    public static string Program => Path.Combine(RepositoryPaths.Artifacts, "aot", "Istiod", "pilot-discovery");

    /// <summary>Of xDS in clear.</summary>
    public int Port { get; }

    public double CpuSeconds => ProcessUsage.CpuSeconds(_process.Id);

    public double ResidentMegabytes => ProcessUsage.ResidentBytes(_process.Id) / (1024.0 * 1024);

    /// <summary>Returns when istiod is ready: everything is read and can be served.</summary>
    /// <exception cref="IOException">It ended, or was not ready in time; the message ends with the last line of its standard error.</exception>
    public static async Task<MeasuredIstiod> StartAsync(string configuration, string folder)
    {
        var ports = Path.Combine(folder, $"ports-{Guid.NewGuid():N}");
        var mesh = Path.Combine(folder, "mesh.yaml");
        File.WriteAllText(mesh, "trustDomain: cluster.local\n");
        string[] arguments =
        [
            "discovery", "--registries=", "--configDir", configuration, "--meshConfig", mesh, "--grpcAddr", "127.0.0.1:0", "--secureGRPCAddr", "",
            "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0", "--portsFile", ports,
        ];
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PILOT_MAX_REQUESTS_PER_SECOND"] = "10000";
        var process = Process.Start(start)!;
        // An unread pipe would stop it.
        var lastError = string.Empty;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) => lastError = line.Data ?? lastError;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = Stopwatch.GetTimestamp();
        while (!File.Exists(ports))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                throw new IOException($"{Program} is not ready: {lastError}");
            }

            await Task.Delay(Poll);
        }

        return new MeasuredIstiod(process, ReadPort(ports));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int ReadPort(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return IPEndPoint.Parse(json.RootElement.GetProperty("grpc").GetString()!).Port;
    }
}
