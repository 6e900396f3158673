using System.Collections.Concurrent;
using System.Globalization;
using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>What is published and who is connected. A publication puts one view into the mailbox of each client; the clients' own loops do the rest.</summary>
internal sealed class DiscoveryServer(DiscoveryMetrics metrics, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, AdsClientConnection> _connections = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _publishing = new();
    private readonly VersionLabels _versions = new();
    private volatile Publication _current = Publication.Empty;
    private volatile bool _isPublished;
    private long _publications;
    private long _connectionCount;

    /// <summary>True from the first publication, before which a client would take an empty mesh for the truth, until <see cref="Stop"/>. Any thread.</summary>
    public bool IsReady => _isPublished && !_stopping.IsCancellationRequested;

    /// <summary>Cancelled when streams must end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public PushCost PushCost { get; } = new();

    public IEnumerable<AdsClientConnection> Connections => _connections.Values;

    /// <summary>What is published now; sets and version of one answer belong together. Any thread.</summary>
    public Publication Current => _current;

    /// <summary>Makes the changed resources what every client that sees their layers shall have.</summary>
    /// <param name="changedAt">Timestamp of the first change in it.</param>
    public void Publish(IReadOnlyDictionary<LayerType, LayerChange> changes, long changedAt)
    {
        lock (_publishing)
        {
            var version = string.Create(
                CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}/{++_publications}");
            _current = _current.Next(version, changes);
            _isPublished = true;
            PushCost.Begin();
            var queuedAt = time.GetTimestamp();
            foreach (var connection in _connections.Values)
            {
                connection.Offer(new(_current.ViewOf(connection.Class), changedAt, queuedAt));
            }

            Logs.Ads.Info($"XDS: Incremental Pushing ConnectedEndpoints:{_connections.Count} Version:{version}");
        }
    }

    /// <summary>Takes a client in; from here on it is offered every publication.</summary>
    /// <returns>The view it starts with.</returns>
    public ResourceView Register(AdsClientConnection connection)
    {
        lock (_publishing)
        {
            _connections[connection.Id] = connection;
            metrics.Clients.With(_versions.Of(connection.Node.IstioVersion)).Add(1);
            return _current.ViewOf(connection.Class);
        }
    }

    public void Unregister(AdsClientConnection connection)
    {
        lock (_publishing)
        {
            if (_connections.TryRemove(connection.Id, out _))
            {
                metrics.Clients.With(_versions.Of(connection.Node.IstioVersion)).Add(-1);
            }
        }
    }

    /// <summary>Istio's form: proxy id and a counter.</summary>
    public string NextConnectionId(string proxyId) =>
        string.Create(CultureInfo.InvariantCulture, $"{proxyId}-{Interlocked.Increment(ref _connectionCount)}");

    /// <summary>Ends all streams and refuses new ones.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
