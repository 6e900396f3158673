using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Istioctl.Playground.Traffic;

/// <summary>
/// Opens one connection through the SOCKS5 entry of a workload (RFC 1928, no authentication, CONNECT by host name), so that the caller holds the bare
/// connection and sees the moment it is closed.
/// </summary>
internal static class SocksDialer
{
    private const byte Version = 5;
    private const byte Connect = 1;
    private const byte DomainName = 3;

    /// <exception cref="IOException">The entry refuses, or hangs up.</exception>
    public static async Task<Socket> ConnectAsync(IPEndPoint entry, string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(entry.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(entry, cancellation);
            await GreetAsync(socket, cancellation);
            await RequestAsync(socket, host, port, cancellation);
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new IOException($"{entry} does not answer: {refused.Message}", refused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task GreetAsync(Socket socket, CancellationToken cancellation)
    {
        await socket.SendAsync(new byte[] { Version, 1, 0 }, cancellation);
        var answer = await ReadAsync(socket, 2, cancellation);
        if (answer[0] != Version || answer[1] != 0)
        {
            throw new IOException("The entry wants another kind of authentication.");
        }
    }

    private static async Task RequestAsync(Socket socket, string host, int port, CancellationToken cancellation)
    {
        var name = Encoding.ASCII.GetBytes(host);
        byte[] request = [Version, Connect, 0, DomainName, (byte)name.Length, .. name, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(request.Length - 2), (ushort)port);
        await socket.SendAsync(request, cancellation);

        var head = await ReadAsync(socket, 4, cancellation);
        var addressLength = head[3] switch
        {
            1 => 4,
            4 => 16,
            _ => (await ReadAsync(socket, 1, cancellation))[0],
        };
        await ReadAsync(socket, addressLength + 2, cancellation);
        if (head[1] != 0)
        {
            throw new IOException($"The entry refuses {host}:{port} with reply {head[1]}.");
        }
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count, CancellationToken cancellation)
    {
        var buffer = new byte[count];
        for (var read = 0; read < count;)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(read), cancellation);
            if (received == 0)
            {
                throw new IOException("The entry hung up.");
            }

            read += received;
        }

        return buffer;
    }
}
