using System.Collections.Concurrent;
using Istio.Core.Logging;
using Istio.Security.Trust;
using Istiod.Authority.Roots;
using Microsoft.AspNetCore.Connections;

namespace Istiod.Authority.Serving;

/// <summary>
/// The open connections whose client showed a certificate. A change of trust closes those it no longer covers at once: their streams
/// may live for days, and a handshake long ago must not outlive the root it relied on.
/// </summary>
internal sealed class OpenPeers : IDisposable
{
    private static readonly LogScope Log = LogScope.Get("security", "security debugging");

    private readonly ConcurrentDictionary<ConnectionContext, PeerCertificate> _open = new();
    private readonly MeshTrust _trust;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;

    public OpenPeers(MeshTrust trust, TimeProvider time)
    {
        _trust = trust;
        _time = time;
        _subscription = trust.Live.Subscribe(CloseUntrusted);
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
            // The bundle may have changed between the handshake and the line above.
            CloseIfUntrusted(connection, peer, _trust.Live.Current);
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void CloseUntrusted(TrustBundle bundle)
    {
        foreach ((ConnectionContext connection, PeerCertificate peer) in _open)
        {
            CloseIfUntrusted(connection, peer, bundle);
        }
    }

    private void CloseIfUntrusted(ConnectionContext connection, PeerCertificate peer, TrustBundle bundle)
    {
        ChainVerdict verdict = bundle.Verify(peer.Chain, CertificateUse.Client, _time.GetUtcNow());
        if (!verdict.IsTrusted)
        {
            Log.Info($"closing the connection of {connection.RemoteEndPoint} for {peer.Chain.Names.Uris}: no longer trusted: {verdict.Reason}");
            connection.Abort(new ConnectionAbortedException("the client certificate is no longer trusted"));
        }
    }
}
