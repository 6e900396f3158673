using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>The connections of one key, and the dial that is under way for it.</summary>
internal sealed class PoolEntry
{
    private readonly List<PooledClient> _clients = [];

    /// <summary>Completes when the dial is over, with its failure if it failed.</summary>
    public TaskCompletionSource<StreamFailure?>? Dial { get; set; }

    public bool IsEmpty => _clients.Count == 0 && Dial is null;

    public IEnumerable<TunnelClient> Clients => _clients.Select(pooled => pooled.Client);

    /// <summary>A connection that takes one more tunnel now, or null.</summary>
    public TunnelClient? FindRoom()
    {
        foreach (var pooled in _clients)
        {
            if (pooled.Client.HasRoom)
            {
                pooled.OnAsked();
                return pooled.Client;
            }
        }

        return null;
    }

    public void Add(PooledClient client) => _clients.Add(client);

    public void Remove(PooledClient client)
    {
        client.Stop();
        _clients.Remove(client);
    }
}
