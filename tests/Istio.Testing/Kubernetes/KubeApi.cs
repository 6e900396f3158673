using System.Diagnostics;

namespace Istio.Testing.Kubernetes;

/// <summary>A real API server of its own, with etcd, from <c>../shared/tools</c>; it ends with the object.</summary>
public sealed class KubeApi : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly string _folder;
    private readonly string _kubectl;

    private KubeApi(Process process, string folder, string kubectl, Uri address) => (_process, _folder, _kubectl, Address) = (process, folder, kubectl, address);

    public Uri Address { get; }

    /// <summary>A kubeconfig of the group system:masters.</summary>
    public string Kubeconfig => Path.Combine(_folder, "admin.kubeconfig");

    public string CaFile => Path.Combine(_folder, "pki", "ca.crt");

    public string TokenFile => Path.Combine(_folder, "pki", "admin.token");

    /// <summary>Starts it, which takes some 5 s; skips the test when the tools are not there.</summary>
    /// <param name="flags">Of <c>kube up</c>, for instance <c>--controllers</c>.</param>
    public static async Task<KubeApi> StartAsync(params string[] flags)
    {
        var kube = SharedTools.Require("kube");
        var kubectl = SharedTools.Require("kubectl");
        var folder = Directory.CreateTempSubdirectory("kube").FullName;
        var start = new ProcessStartInfo(kube, ["up", "--dir", folder, .. flags]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Split(" READY ") is [_, var address])
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new(process, folder, kubectl, new(address.Trim()));
            }
        }

        throw new InvalidOperationException($"kube up ended before it was ready: {await errors}");
    }

    /// <summary>A kubeconfig whose user has a token and nothing else.</summary>
    public string KubeconfigOf(string token) => $$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u} }]
        clusters: [{name: k, cluster: {server: "{{Address}}", certificate-authority: "{{CaFile}}" } }]
        users: [{name: u, user: {token: "{{token}}"} }]
        """;

    /// <summary>The process of a part, for instance <c>kube-apiserver</c>.</summary>
    public int ProcessOf(string part) => int.TryParse(File.ReadAllText(PidFile(part)), out var process) ? process : -1;

    /// <summary>Kills the API server itself; with the flag <c>--restart</c> it comes back on the same port. Returns when another process is there.</summary>
    public async Task KillServerAsync(CancellationToken cancellation)
    {
        const string Part = "kube-apiserver";
        var before = ProcessOf(Part);
        Process.GetProcessById(before).Kill();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        while (!File.Exists(PidFile(Part)) || ProcessOf(Part) == before)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Writes objects, in YAML or JSON, by server-side apply.</summary>
    public Task ApplyAsync(string objects) => KubectlAsync(objects, "apply", "--server-side", "--force-conflicts", "-f", "-");

    /// <summary>Runs kubectl with these arguments.</summary>
    /// <param name="input">Its standard input; empty for none.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message says why.</exception>
    public async Task<string> KubectlAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(_kubectl, ["--kubeconfig", Kubeconfig, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {(await errors).Trim()}");
    }

    private string PidFile(string part) => Path.Combine(_folder, "pids", $"{part}.pid");

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
