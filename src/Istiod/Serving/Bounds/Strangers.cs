using Istiod.Authority.Serving;
using Microsoft.AspNetCore.Connections;

namespace Istiod.Serving.Bounds;

/// <summary>
/// Connections whose peer has not said who it is: no client certificate, no call with a good token, and in clear no discovery stream. When there are too many
/// the oldest is closed, for a proxy says who it is within its first call.
/// </summary>
internal sealed class Strangers(int most)
{
    private readonly LinkedList<ConnectionContext> _oldestFirst = [];
    private readonly Lock _lock = new();
    private bool _isReported;

    /// <summary>Serves a connection from before its handshake on.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var place = Enter(connection);
        var share = new ConnectionShare(() => Leave(place));
        connection.Features.Set(share);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(place);
        }
    }

    /// <summary>After the handshake: who has sent a client certificate is known by it.</summary>
    public static Task RecognizeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<PeerCertificate>() is not null)
        {
            connection.Features.Get<ConnectionShare>()?.Know();
        }

        return next(connection);
    }

    private LinkedListNode<ConnectionContext> Enter(ConnectionContext connection)
    {
        ConnectionContext? closed = null;
        LinkedListNode<ConnectionContext> place;
        lock (_lock)
        {
            place = _oldestFirst.AddLast(connection);
            if (_oldestFirst.Count > most)
            {
                closed = _oldestFirst.First!.Value;
                _oldestFirst.RemoveFirst();
                Report();
            }
        }

        closed?.Abort(new ConnectionAbortedException("too many connections have not said who they are"));
        return place;
    }

    private void Leave(LinkedListNode<ConnectionContext> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _oldestFirst.Remove(place);
                _isReported &= _oldestFirst.Count > most / 2;
            }
        }
    }

    // Once until half of them have gone: an attacker does not choose how long the log is.
    private void Report()
    {
        if (!_isReported)
        {
            _isReported = true;
            Logs.Grpc.Warn($"{most} connections have not said who they are; for each that comes now the oldest is closed");
        }
    }
}
