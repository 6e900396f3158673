using System.Collections.Concurrent;
using Istiod.Authority.Callers;
using Microsoft.AspNetCore.Connections;

namespace Istiod.Authority.Serving;

/// <summary>
/// The open connections whose client showed a certificate. A change of trust closes those it no longer covers at once: their streams
/// may live for days, and a handshake long ago must not outlive the root it relied on.
/// </summary>
internal sealed class OpenPeers : IDisposable
{
    private readonly ConcurrentDictionary<ConnectionContext, PeerCertificate> _open = new();
    private readonly CallerTrust _trust;

    public OpenPeers(CallerTrust trust)
    {
        _trust = trust;
        _trust.Changed += CloseUntrusted;
    }

    public int Count => _open.Count;

    /// <summary>Serves a connection and watches over it meanwhile.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<PeerCertificate>() is not { } peer)
        {
            await next(connection);
            return;
        }

        _open[connection] = peer;
        try
        {
            // Trust may have changed between the handshake and the line above.
            CloseIfUntrusted(connection, peer);
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    public void Dispose() => _trust.Changed -= CloseUntrusted;

    private void CloseUntrusted()
    {
        foreach (var (connection, peer) in _open)
        {
            CloseIfUntrusted(connection, peer);
        }
    }

    private void CloseIfUntrusted(ConnectionContext connection, PeerCertificate peer)
    {
        if (!_trust.TryIdentify(peer.Chain, out _, out var refusal))
        {
            Logs.Security.Info($"closing the connection of {connection.RemoteEndPoint} for {peer.Chain.Names.Uris}: no longer trusted: {refusal}");
            connection.Abort(new ConnectionAbortedException("the client certificate is no longer trusted"));
        }
    }
}
