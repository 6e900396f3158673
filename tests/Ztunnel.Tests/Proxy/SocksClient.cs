using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Istio.Core.Net;

namespace Ztunnel.Tests.Proxy;

/// <summary>A SOCKS5 client, independent of the code under test.</summary>
internal sealed class SocksClient : IDisposable
{
    private readonly NetworkStream _stream;

    private SocksClient(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>The reply code; 0 for a connection.</summary>
    public byte Reply { get; private set; }

    public NetworkStream Stream => _stream;

    public static async Task<SocksClient> ConnectAsync(IpAddress proxy, EndPoint target)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(proxy.ToIPAddress(), 15080));
        var client = new SocksClient(socket);
        await client._stream.WriteAsync(new byte[] { 5, 1, 0 });
        var answer = new byte[10];
        await client._stream.ReadExactlyAsync(answer.AsMemory(0, 2));
        await client._stream.WriteAsync(Request(target));
        await client._stream.ReadExactlyAsync(answer);
        client.Reply = answer[1];
        return client;
    }

    /// <summary>Sends, ends the sending side, and returns everything that comes back.</summary>
    public async Task<byte[]> ExchangeAsync(byte[] request)
    {
        var sending = SendAsync(request);
        using var received = new MemoryStream();
        await _stream.CopyToAsync(received);
        await sending;
        return received.ToArray();
    }

    /// <summary>Sends a little and waits for as much to come back.</summary>
    public async Task PingAsync()
    {
        await _stream.WriteAsync("ping"u8.ToArray());
        await _stream.ReadExactlyAsync(new byte[4]);
    }

    /// <summary>Waits until the other side ends or breaks the connection.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            await _stream.CopyToAsync(System.IO.Stream.Null);
        }
        catch (IOException)
        {
            // Reset: an end as well.
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task SendAsync(byte[] request)
    {
        await _stream.WriteAsync(request);
        _stream.Socket.Shutdown(SocketShutdown.Send);
    }

    private static byte[] Request(EndPoint target)
    {
        byte[] address;
        int port;
        if (target is IPEndPoint ip)
        {
            address = [1, .. ip.Address.GetAddressBytes()];
            port = ip.Port;
        }
        else
        {
            var name = (DnsEndPoint)target;
            address = [3, (byte)name.Host.Length, .. Encoding.ASCII.GetBytes(name.Host)];
            port = name.Port;
        }

        byte[] request = [5, 1, 0, .. address, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan()[^2..], (ushort)port);
        return request;
    }
}
