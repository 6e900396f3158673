using Istio.Core.Logging;
using Istio.Http.Http2;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>The HTTP/2 CONNECT server of HBONE on one loop.</summary>
/// <param name="options">What is announced and enforced.</param>
/// <param name="handler">Answers the requests.</param>
public sealed class TunnelServer(Http2Options options, TunnelHandler handler)
{
    private static readonly LogScope Log = LogScope.Get("http", "HTTP connections and tunnels");

    private readonly HashSet<Http2Connection> _connections = [];
    private bool _draining;

    /// <summary>Connections being served.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Tunnels and unanswered requests on all connections.</summary>
    public int StreamCount => _connections.Sum(connection => connection.ActiveStreams);

    /// <summary>Serves one transport until the peer or this side ends the connection, and disposes it.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<Http2Error> ServeAsync(ByteStream transport)
    {
        Http2Connection? connection = null;
        connection = Http2Connection.Server(transport, options, (stream, head, fields) => OnRequest(connection!, stream, head, fields));
        _connections.Add(connection);
        var running = connection.RunAsync();
        if (_draining)
        {
            connection.Drain();
        }

        try
        {
            await running;
        }
        finally
        {
            _connections.Remove(connection);
        }

        return connection.Error!;
    }

    /// <summary>Lets open tunnels end and refuses new ones, on all connections; later ones get GOAWAY at once.</summary>
    public void Drain()
    {
        _draining = true;
        foreach (var connection in _connections.ToArray())
        {
            connection.Drain();
        }
    }

    /// <summary>Ends all connections and their tunnels now.</summary>
    public void Close()
    {
        foreach (var connection in _connections.ToArray())
        {
            connection.Close(new Http2Error(Http2ErrorCode.NoError, "shutting down"));
        }
    }

    private void OnRequest(Http2Connection connection, Http2Stream stream, RequestHead head, HeaderList fields)
    {
        if (head.IsTooLarge)
        {
            RefuseTooLarge(connection, stream);
        }
        else if (head.IsConnect)
        {
            var request = new TunnelRequest(connection, stream, fields);
            stream.Owner = request;
            _ = HandleAsync(connection, request);
        }
        else
        {
            var refused = new NotConnect(connection, stream, head.ContentLength);
            stream.Owner = refused;
            _ = refused.RunAsync();
        }
    }

    /// <summary>RFC 9113 10.5.1 and RFC 6585 5: 431. Counted with the streams that this side had to reset, as its decoding is the dearest there is.</summary>
    private static void RefuseTooLarge(Http2Connection connection, Http2Stream stream)
    {
        FieldBlock.SendRefusal(connection, stream, 431);
        if (connection.Guard.OnProvokedReset() is { } flood)
        {
            connection.Close(flood);
        }
    }

    private async Task HandleAsync(Http2Connection connection, TunnelRequest request)
    {
        connection.RunningRequests++;
        try
        {
            await handler(request);
        }
        catch (Exception exception)
        {
            Log.Error($"handler of CONNECT {request.Authority} failed: {exception}");
            request.Abandon();
        }

        connection.RunningRequests--;
        request.EndUnanswered();
    }
}
