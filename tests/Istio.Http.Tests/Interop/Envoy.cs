using System.Diagnostics;
using System.Text.Json;
using Istio.Core.Net;
using Istio.Testing;
using Istio.Testing.Certificates;

namespace Istio.Http.Tests.Interop;

/// <summary>An Envoy with one listener and one cluster, in a folder of its own. It picks its ports itself.</summary>
internal sealed class Envoy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private Envoy(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Where its listener listens.</summary>
    public IpPort Address { get; private set; }

    /// <param name="filterChain">The listener's filter chain, as YAML in flow style.</param>
    /// <param name="clusterFields">Fields of the cluster, as YAML in flow style.</param>
    /// <param name="upstream">The cluster's only endpoint.</param>
    /// <param name="certificate">Written to <c>own.crt</c> and <c>own.key</c>.</param>
    /// <param name="rootPem">Written to <c>ca.crt</c>.</param>
    public static async Task<Envoy> StartAsync(string filterChain, string clusterFields, IpPort upstream, TestCertificate certificate, string rootPem)
    {
        var program = SharedTools.Require("envoy");
        var folder = Directory.CreateTempSubdirectory("envoy").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "own.crt"), certificate.ChainPem);
        await File.WriteAllTextAsync(Path.Combine(folder, "own.key"), certificate.PrivateKeyPem);
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.crt"), rootPem);
        await File.WriteAllTextAsync(Path.Combine(folder, "envoy.yaml"), $$"""
            admin: { address: { socket_address: { address: 127.0.0.1, port_value: 0 } } }
            static_resources:
              listeners:
              - name: listener
                address: { socket_address: { address: 127.0.0.1, port_value: 0 } }
                filter_chains: [ {{filterChain}} ]
              clusters:
              - { name: cluster, type: STATIC, connect_timeout: 5s, {{clusterFields}} load_assignment: { cluster_name: cluster, endpoints: [ { lb_endpoints: [ { endpoint: { address: { socket_address: { address: {{upstream.Address}}, port_value: {{upstream.Port}} } } } } ] } ] } }
            """);
        string[] arguments = ["-c", "envoy.yaml", "--concurrency", "1", "--disable-hot-restart", "-l", "error", "--admin-address-path", "admin"];
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        var envoy = new Envoy(Process.Start(start)!, folder);
        envoy.Address = await envoy.FindAddressAsync();
        return envoy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IpPort> FindAddressAsync()
    {
        using var http = new HttpClient();
        var file = Path.Combine(_folder, "admin");
        while (!_process.HasExited)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            if (File.Exists(file) && await AskAsync(http, await File.ReadAllTextAsync(file)) is { } address)
            {
                return address;
            }
        }

        throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
    }

    private static async Task<IpPort?> AskAsync(HttpClient http, string admin)
    {
        try
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync($"http://{admin}/listeners?format=json"));
            foreach (var listener in answer.RootElement.GetProperty("listener_statuses").EnumerateArray())
            {
                var socket = listener.GetProperty("local_address").GetProperty("socket_address");
                return new IpPort(IpAddress.Loopback, (ushort)socket.GetProperty("port_value").GetInt32());
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or UriFormatException or KeyNotFoundException)
        {
            // Not there yet.
        }

        return null;
    }
}
