using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Istioctl.Playground.Traffic;

/// <summary>A keep-alive HTTP/1.1 connection through the mesh that stays open between requests and notices at once when it is closed.</summary>
internal sealed class HeldConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly string _host;
    private readonly int _port;
    private readonly TaskCompletionSource<long> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<string> _answer = NewAnswer();

    private HeldConnection(Socket socket, string host, int port)
    {
        _socket = socket;
        _host = host;
        _port = port;
        Reading = ReadAsync();
    }

    /// <summary>Completes when the connection has ended, with the <see cref="Stopwatch"/> timestamp of that moment.</summary>
    public Task<long> Closed => _closed.Task;

    private Task Reading { get; }

    /// <summary>Dials and makes one request, so that the tunnel behind the entry stands.</summary>
    /// <exception cref="IOException">The connection is refused or closed before the answer.</exception>
    public static async Task<HeldConnection> OpenAsync(IPEndPoint entry, string host, int port, CancellationToken cancellation)
    {
        var held = new HeldConnection(await SocksDialer.ConnectAsync(entry, host, port, cancellation), host, port);
        try
        {
            await held.RequestAsync(cancellation);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>One request on the open connection; returns the status line.</summary>
    /// <exception cref="IOException">The connection was closed instead of an answer.</exception>
    public async Task<string> RequestAsync(CancellationToken cancellation)
    {
        _answer = NewAnswer();
        if (_closed.Task.IsCompleted)
        {
            throw new IOException($"The connection to {_host} is closed.");
        }

        await SendAsync($"GET /health HTTP/1.1\r\nHost: {_host}:{_port}\r\n\r\n", cancellation);
        return await _answer.Task.WaitAsync(TimeSpan.FromSeconds(10), cancellation);
    }

    public void Dispose() => _socket.Dispose();

    private static TaskCompletionSource<string> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendAsync(string request, CancellationToken cancellation)
    {
        try
        {
            await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellation);
        }
        catch (SocketException closed)
        {
            throw new IOException($"The connection to {_host} is closed: {closed.Message}", closed);
        }
    }

    /// <summary>The answers here are short: each arrives in one piece, and its first line is all that matters.</summary>
    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        Exception? failure = null;
        try
        {
            int received;
            while ((received = await _socket.ReceiveAsync(buffer)) > 0)
            {
                _answer.TrySetResult(Encoding.ASCII.GetString(buffer, 0, received).Split('\r')[0]);
            }
        }
        catch (Exception ended)
        {
            // A reset is an end like any other; so is whatever else ends the reading, for those who wait.
            failure = ended;
        }

        _closed.TrySetResult(Stopwatch.GetTimestamp());
        _answer.TrySetException(new IOException($"{_host} closed the connection.", failure));
        // Nobody may be waiting for this answer.
        _ = _answer.Task.Exception;
    }
}
