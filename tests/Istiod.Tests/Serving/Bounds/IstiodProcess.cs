using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Serving.Bounds;

/// <summary>istiod as a process of its own: its memory and its log are nobody else's.</summary>
internal sealed class IstiodProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;
    private readonly Dictionary<string, string> _ports;

    private IstiodProcess(TemporaryDirectory directory, Process process, Dictionary<string, string> ports, ConcurrentQueue<string> lines) =>
        (_directory, _process, _ports, _lines) = (directory, process, ports, lines);

    public Uri Grpc(string method) => new($"http://{_ports["grpc"]}{method}");

    public Uri SecureGrpc(string method) => new($"https://{_ports["secureGrpc"]}{method}");

    public Uri Page(string path) => new($"http://{_ports["monitoring"]}{path}");

    /// <summary>The log so far, once it has a line with the text.</summary>
    public async Task<IReadOnlyList<string>> LinesWithAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(20, limit.Token);
        }

        return [.. _lines];
    }

    public long ResidentBytes()
    {
        const string Field = "VmRSS:";
        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(Field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    /// <param name="requestsPerSecond"><see langword="null"/> for istiod's own default.</param>
    public static async Task<IstiodProcess> StartAsync(int? requestsPerSecond = null)
    {
        var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["config"]);
        directory.Write("mesh.yaml", "trustDomain: cluster.local\n");
        new TestCa(TimeProvider.System.GetUtcNow()).WriteCaCerts(directory);
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "pilot-discovery.dll"), "discovery",
            "--registries=", "--configDir", directory["config"], "--meshConfig", directory["mesh.yaml"],
            "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0", "--grpcAddr", "127.0.0.1:0", "--secureGRPCAddr", "127.0.0.1:0",
            "--portsFile", directory["ports.json"],
        ];
        var process = new Process { StartInfo = new("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        process.StartInfo.Environment["ROOT_CA_DIR"] = directory.Path;
        if (requestsPerSecond is { } rate)
        {
            process.StartInfo.Environment["PILOT_MAX_REQUESTS_PER_SECOND"] = rate.ToString(CultureInfo.InvariantCulture);
        }

        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!File.Exists(directory["ports.json"]))
        {
            Assert.False(process.HasExited, string.Join('\n', lines));
            await Task.Delay(20, limit.Token);
        }

        var ports = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(directory["ports.json"], limit.Token))!;
        return new(directory, process, ports, lines);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }
}
