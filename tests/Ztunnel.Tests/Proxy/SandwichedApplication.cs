using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Istio.Core.Net;

namespace Ztunnel.Tests.Proxy;

/// <summary>
/// An application that takes connections with a PROXY header, as a sandwiched waypoint does: reads the header by its own code, then sends back what it gets.
/// </summary>
internal sealed class SandwichedApplication : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Task _accepting;
    private readonly TaskCompletionSource<Arrival> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SandwichedApplication(Socket listener)
    {
        _listener = listener;
        _accepting = AcceptAsync();
    }

    public ushort Port => (ushort)((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What the first connection was.</summary>
    public Task<Arrival> First => _first.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public static SandwichedApplication Start(IpAddress address)
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address.ToIPAddress(), 0));
        listener.Listen();
        return new SandwichedApplication(listener);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private static IPAddress Canonical(EndPoint? endPoint) => ((IPEndPoint)endPoint!).Address.MapToIPv4();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync();
                await using var stream = new NetworkStream(client);
                var header = new byte[16];
                await stream.ReadExactlyAsync(header);
                var rest = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(14))];
                await stream.ReadExactlyAsync(rest);
                _first.TrySetResult(new(Canonical(client.RemoteEndPoint), Canonical(client.LocalEndPoint), header, rest));
                await stream.CopyToAsync(stream);
                client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            _first.TrySetException(e);
        }
    }

    /// <param name="Caller">The other end of the TCP connection.</param>
    /// <param name="Local">This end.</param>
    /// <param name="Header">The 16 bytes that every header begins with.</param>
    /// <param name="Rest">Addresses, ports and fields.</param>
    internal sealed record Arrival(IPAddress Caller, IPAddress Local, byte[] Header, byte[] Rest)
    {
        public IPEndPoint Source => new(new IPAddress(Rest.AsSpan(0, 4)), BinaryPrimitives.ReadUInt16BigEndian(Rest.AsSpan(8)));

        public IPEndPoint Destination => new(new IPAddress(Rest.AsSpan(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(Rest.AsSpan(10)));

        /// <summary>The one field, as type and text.</summary>
        public (byte Type, string Text) Field
        {
            get
            {
                var bytes = Rest.AsSpan(12);
                Assert.Equal(bytes.Length - 3, BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]));
                return (bytes[0], Encoding.UTF8.GetString(bytes[3..]));
            }
        }
    }
}
