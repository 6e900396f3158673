using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Istioctl.Tests.Playground.Traffic;

/// <summary>A SOCKS5 entry on loopback that answers HTTP itself, or refuses.</summary>
internal sealed class SocksServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte _reply;
    private readonly List<Socket> _accepted = [];

    /// <param name="reply">The reply code: 0 succeeds (RFC 1928, section 6).</param>
    public SocksServer(byte reply = 0)
    {
        _reply = reply;
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>The last name and port that were asked for.</summary>
    public string? Asked { get; private set; }

    /// <summary>Ends all connections.</summary>
    public void HangUp()
    {
        foreach (var socket in _accepted)
        {
            socket.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        HangUp();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                _accepted.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[4096];
        await socket.ReceiveAsync(buffer);
        await socket.SendAsync(new byte[] { 5, 0 });
        var length = await socket.ReceiveAsync(buffer);
        Asked = $"{Encoding.ASCII.GetString(buffer, 5, buffer[4])}:{BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(length - 2))}";
        await socket.SendAsync(new byte[] { 5, _reply, 0, 1, 0, 0, 0, 0, 0, 0 });
        while (await socket.ReceiveAsync(buffer) > 0)
        {
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
        }
    }
}
