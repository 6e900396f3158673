using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Ztunnel.Tests.Proxy;

namespace Ztunnel.Tests.Programs;

/// <summary>
/// What a flood of connections that say nothing costs a real ztunnel process. <c>bench hbone</c> has the marks of the native program; here the bounds leave
/// room
/// for the JIT, and are still a third of what OpenSSL's state alone takes.
/// </summary>
public sealed class SilentConnectionTests
{
    private const int Count = 3000;
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_connection_that_has_said_nothing_holds_no_tls_state()
    {
        var folder = Directory.CreateTempSubdirectory("ztunnel-silent-");
        var node = StandaloneNode.Create(folder.FullName);
        using var ztunnel = Start(folder.FullName, node);
        var connections = new List<Socket>();
        try
        {
            await Eventually.HoldsAsync(() => TryConnect(node, connections), Timeout);
            await OpenAsync(node, connections, Count / 10); // The first ones bring code and tables.
            var before = ResidentBytes(ztunnel);
            await OpenAsync(node, connections, Count);
            Assert.InRange(ResidentBytes(ztunnel) - before, long.MinValue, Count * 14 * 1024L);

            connections.ForEach(connection => connection.Dispose());
            await Eventually.HoldsAsync(() => ResidentBytes(ztunnel) < before + (20 * Megabyte), Timeout);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
            ztunnel.Kill();
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string folder, StandaloneNode node)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ztunnel.dll"), "proxy"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var (name, value) in node.Environment)
        {
            start.Environment[name] = value;
        }

        // The young generation of the native program, so that what is measured is connections and not how long the collector waits.
        start.Environment["DOTNET_GCgen0size"] = "200000";
        var process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return process;
    }

    private static bool TryConnect(StandaloneNode node, List<Socket> connections)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(node.Hbone);
            connections.Add(socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }

    private static async Task OpenAsync(StandaloneNode node, List<Socket> connections, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            connections.Add(socket);
            await socket.ConnectAsync(node.Hbone);
        }
    }

    private static long ResidentBytes(Process process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
