using System.Net;
using System.Net.Sockets;
using Istio.Testing;
using Ztunnel.Tests.Proxy;

namespace Ztunnel.Tests.Programs;

public sealed class UnreadLogTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ztunnel_serves_and_ends_while_its_log_is_not_read()
    {
        var folder = Directory.CreateTempSubdirectory("ztunnel-log-");
        var node = StandaloneNode.Create(folder.FullName);
        using var ztunnel = UnreadLogProcess.Start(folder.FullName, "ztunnel.dll", ["proxy"], node.Environment);
        await Eventually.HoldsAsync(() => Listens(node.Hbone), Timeout);

        // A denied peer makes a line; the proxy still ends its connection.
        using (var peer = new TcpClient())
        {
            await peer.ConnectAsync(node.Hbone);
            await peer.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await DrainAsync(peer.GetStream()).WaitAsync(Timeout);
        }

        Assert.Equal(0, await ztunnel.TerminateAsync(Timeout));
        folder.Delete(recursive: true);
    }

    private static bool Listens(IPEndPoint address)
    {
        try
        {
            using var probe = new TcpClient();
            probe.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task DrainAsync(NetworkStream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
            // A reset ends a connection too.
        }
    }
}
