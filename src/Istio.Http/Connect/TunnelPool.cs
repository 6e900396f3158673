using Istio.Core.Logging;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>
/// HBONE connections by key, on one loop: a tunnel goes over a connection of its key that has room, else over a new one. At most one dial runs
/// per key; who comes meanwhile waits for it and shares its outcome. Pools are never shared between workloads (Istio's rule).
/// </summary>
/// <param name="loop">The loop of the pool, its connections and their tunnels.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="options">Limits and times.</param>
public sealed class TunnelPool(ReactorLoop loop, TunnelDialer dialer, TunnelPoolOptions options)
{
    /// <summary>A request that the peer provably did not act on is tried again this often in all.</summary>
    private const int Attempts = 3;

    private static readonly LogScope Log = LogScope.Get("http", "HTTP connections and tunnels");

    private static readonly StreamFailure Draining = new(FailureReason.Stopping, "the connection pool is draining");

    private readonly Dictionary<TunnelKey, PoolEntry> _entries = [];
    private bool _draining;

    public ReactorLoop Loop => loop;

    /// <summary>Connections in the pool, those included that drain.</summary>
    public IReadOnlyList<(TunnelKey Key, TunnelClient Client)> Connections =>
        [.. _entries.SelectMany(entry => entry.Value.Clients.Select(client => (entry.Key, client)))];

    /// <summary>Opens a tunnel over a pooled or a new connection. Only on the loop.</summary>
    /// <param name="key">What the connection must be.</param>
    /// <param name="authority">See <see cref="TunnelClient.ConnectAsync"/>.</param>
    /// <param name="headers">Further fields.</param>
    public async ValueTask<TunnelResult> ConnectAsync(TunnelKey key, string authority, TunnelHeaders headers)
    {
        TunnelResult result = Draining;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var acquired = await AcquireAsync(key);
            if (!acquired.Succeeded)
            {
                return acquired.Failure;
            }

            result = await acquired.Value.ConnectAsync(authority, headers);
            if (!result.WasNotProcessed)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>Lets open tunnels end, closes each connection with its last one, and opens no more.</summary>
    public void Drain()
    {
        _draining = true;
        foreach (var (_, client) in Connections)
        {
            client.Drain();
        }
    }

    /// <summary>Closes all connections and their tunnels now.</summary>
    /// <param name="reason">For the peer's log.</param>
    public void Close(string reason)
    {
        _draining = true;
        foreach (var (_, client) in Connections)
        {
            client.Close(reason);
        }
    }

    private async ValueTask<IoResult<TunnelClient>> AcquireAsync(TunnelKey key)
    {
        while (!_draining)
        {
            var entry = EntryOf(key);
            if (entry.FindRoom() is { } client)
            {
                return client;
            }

            if (entry.Dial is null)
            {
                return await DialAsync(key, entry);
            }

            if (await entry.Dial.Task is { } failure)
            {
                return failure;
            }
        }

        return Draining;
    }

    private async ValueTask<IoResult<TunnelClient>> DialAsync(TunnelKey key, PoolEntry entry)
    {
        var dial = new TaskCompletionSource<StreamFailure?>();
        entry.Dial = dial;
        var dialled = await dialer(key);
        entry.Dial = null;
        if (!dialled.Succeeded)
        {
            RemoveIfEmpty(key, entry);
            dial.SetResult(dialled.Failure);
            return dialled.Failure;
        }

        var client = TunnelClient.Start(dialled.Value, options.Http2);
        var pooled = new PooledClient(client, options.UnusedRelease);
        entry.Add(pooled);
        _ = RemoveWhenEndedAsync(key, entry, pooled);
        if (_draining)
        {
            client.Drain();
        }

        // The first tunnel is the dialler's; it must not come too late because those that waited took all the room.
        loop.Defer(static waiting => ((TaskCompletionSource<StreamFailure?>)waiting!).SetResult(null), dial);
        return client;
    }

    private async Task RemoveWhenEndedAsync(TunnelKey key, PoolEntry entry, PooledClient pooled)
    {
        try
        {
            await pooled.Client.Completion;
        }
        catch (Exception failure)
        {
            Log.Error($"a pooled connection failed: {failure}");
        }

        entry.Remove(pooled);
        RemoveIfEmpty(key, entry);
    }

    private PoolEntry EntryOf(TunnelKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = new PoolEntry();
            _entries.Add(key, entry);
        }

        return entry;
    }

    private void RemoveIfEmpty(TunnelKey key, PoolEntry entry)
    {
        if (entry.IsEmpty && _entries.TryGetValue(key, out var current) && current == entry)
        {
            _entries.Remove(key);
        }
    }
}
