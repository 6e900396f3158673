using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Istio.Core.Parts;

namespace Istio.Testing.Kubernetes;

/// <summary>A TCP proxy in front of a server that a test cuts off: its connections are closed and new ones are closed at once.</summary>
public sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, Task> _connections = [];
    private readonly Uri _server;
    private readonly BackgroundTask _accepting;
    private volatile bool _isCut;

    public CutProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = new(AcceptAsync);
        _accepting.Start();
    }

    public Uri Address => new($"https://{_listener.LocalEndpoint}");

    public void Cut()
    {
        _isCut = true;
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _accepting.DisposeAsync();
        _listener.Dispose();
        Cut();
        await Task.WhenAll(_connections.Values);
    }

    private async Task AcceptAsync(CancellationToken stopping)
    {
        while (true)
        {
            var connection = await _listener.AcceptTcpClientAsync(stopping);
            _connections[connection] = ServeAsync(connection);
            if (_isCut)
            {
                connection.Dispose();
            }
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port);
            var up = near.GetStream().CopyToAsync(far.GetStream());
            var down = far.GetStream().CopyToAsync(near.GetStream());
            await Task.WhenAny(up, down);
            near.Dispose();
            far.Dispose();
            await Task.WhenAll(up, down);
        }
        catch (Exception closed) when (closed is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            near.Dispose();
        }
    }
}
