using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Istio.Core.Net;

namespace Ztunnel.Tests.Proxy;

/// <summary>An application that sends back what it gets until its client has finished.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private EchoServer(Socket listener)
    {
        _listener = listener;
        _accepting = AcceptAsync();
    }

    public ushort Port => (ushort)((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The addresses that connected, in order.</summary>
    public ConcurrentQueue<IPAddress> Callers { get; } = [];

    public static EchoServer Start(IpAddress address)
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address.ToIPAddress(), 0));
        listener.Listen(512);
        return new EchoServer(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                Callers.Enqueue(((IPEndPoint)client.RemoteEndPoint!).Address.MapToIPv4());
                _ = EchoAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task EchoAsync(Socket client)
    {
        using (client)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                int count;
                while ((count = await client.ReceiveAsync(buffer, _stopping.Token)) > 0)
                {
                    await client.SendAsync(buffer.AsMemory(0, count), _stopping.Token);
                }

                client.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The test ended or broke the connection.
            }
        }
    }
}
