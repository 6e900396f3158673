using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Istiod.Tests.Authority;

namespace Istiod.Tests;

/// <summary>istiod as a program of its own, for what only a process has: limits of its user, signals, an end.</summary>
internal sealed class IstiodProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _web = new();

    /// <param name="wrapper">A program and its arguments that run istiod's own command line, or nothing.</param>
    public IstiodProcess(TemporaryDirectory directory, params string[] wrapper)
    {
        // An address of its own for each process, so that a port that was free a moment ago still is.
        var address = $"127.{Random.Shared.Next(10, 250)}.{Random.Shared.Next(1, 250)}.{Random.Shared.Next(1, 250)}";
        Address = new($"http://{address}:{FreePort(address)}");
        string[] command =
        [
            .. wrapper, "dotnet", Path.Combine(AppContext.BaseDirectory, "pilot-discovery.dll"), "discovery", "--registries=", "--configDir", directory["config"],
            "--meshConfig", directory["mesh.yaml"], "--httpAddr", $"{address}:{Address.Port}", "--monitoringAddr", "", "--grpcAddr", $"{address}:0",
            "--secureGRPCAddr", $"{address}:0",
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = directory.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ROOT_CA_DIR"] = directory["ca"];
        _process = Process.Start(start)!;
        Log = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>Completes with the end of the process.</summary>
    public Task<string> Log { get; }

    public async Task UntilReadyAsync(HttpStatusCode status) =>
        await UntilAsync("/ready", async response => await Task.FromResult(response.StatusCode == status));

    public Task UntilPageAsync(string path, string text) =>
        UntilAsync(path, async response => (await response.Content.ReadAsStringAsync()).Contains(text, StringComparison.Ordinal));

    /// <summary>Ends the process as an orchestrator does, and gives its log.</summary>
    public async Task<string> StopAsync()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return await Log;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _web.Dispose();
    }

    private async Task UntilAsync(string path, Func<HttpResponseMessage, Task<bool>> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var response = await _web.GetAsync(new Uri(Address, path), limit.Token);
                if (await isReached(response))
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet, or between two listeners.
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static int FreePort(string address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
