using System.Net;
using System.Net.Sockets;
using Istio.Core.Net;
using Istio.Load.Processes;
using Istio.Testing;

namespace Istio.Load.Pairs;

/// <summary>
/// The Envoy pair of the shared folder, moved to loopback: without root there is no redirection, so the listener for original destinations
/// becomes a plain one.
/// </summary>
internal static class EnvoyPair
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private static string Peers => Path.Combine(RepositoryPaths.Shared, "bench-peers");

    public static bool IsAvailable => Directory.Exists(Peers) && Directory.Exists(Path.Combine(RepositoryPaths.Shared, "tools"));

    public static async Task<ProxyPair> StartAsync(IpPort application, string folder)
    {
        var envoy = SharedTools.Require("envoy");
        IpPort entry = FreePort(), tunnel = FreePort();
        var serverFile = Adapt("envoy-hbone-server.yaml", folder, text => text
            .Replace("0.0.0.0, port_value: 15008", Yaml(tunnel), StringComparison.Ordinal)
            .Replace("127.0.0.1, port_value: 8080", Yaml(application), StringComparison.Ordinal));
        var clientFile = Adapt("envoy-hbone-client.yaml", folder, text => WithoutOriginalDestination(text)
            .Replace("0.0.0.0, port_value: 15001", Yaml(entry), StringComparison.Ordinal)
            .Replace("10.77.0.2, port_value: 15008", Yaml(tunnel), StringComparison.Ordinal));
        var server = await StartOneAsync(envoy, serverFile, folder, tunnel);
        var client = await StartOneAsync(envoy, clientFile, folder, entry);
        return new ProxyPair("envoy", new ProxyEntry(entry), client, server);
    }

    private static Task<ChildProcess> StartOneAsync(string envoy, string file, string folder, IpPort listens) =>
        ChildProcess.StartListeningAsync(envoy, ["-c", file, "--concurrency", "2", "--disable-hot-restart", "-l", "error"], folder, [], listens, StartTimeout);

    private static string Adapt(string name, string folder, Func<string, string> change)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, change(File.ReadAllText(Path.Combine(Peers, name))));
        return file;
    }

    /// <summary>Cuts the <c>listener_filters</c> block: its key and everything indented deeper.</summary>
    private static string WithoutOriginalDestination(string text)
    {
        var lines = text.Split('\n').ToList();
        var start = lines.FindIndex(line => line.TrimStart().StartsWith("listener_filters:", StringComparison.Ordinal));
        var end = lines.FindIndex(start, line => line.TrimStart().StartsWith("filter_chains:", StringComparison.Ordinal));
        lines.RemoveRange(start, end - start);
        return string.Join('\n', lines);
    }

    private static string Yaml(IpPort address) => $"{address.Address}, port_value: {address.Port}";

    private static IpPort FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return IpPort.From((IPEndPoint)probe.LocalEndPoint!);
    }
}
