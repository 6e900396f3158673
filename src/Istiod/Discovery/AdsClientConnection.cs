using Istio.Core.Values;
using Istio.Translation.Proxies;
using Istio.Xds.Nodes;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>A connected client: who it is, its mailbox, and where its stream stands.</summary>
internal sealed class AdsClientConnection(string id, ProxyNode node, string address, DateTimeOffset connectedAt)
{
    private readonly Lock _exchanging = new();
    private ServerStream? _stream;
    private Push? _pending;

    public string Id => id;

    public ProxyNode Node => node;

    public ProxyClass Class { get; } = ProxyClass.Of(node);

    /// <summary>The peer's address and port.</summary>
    public string Address => address;

    public DateTimeOffset ConnectedAt => connectedAt;

    /// <summary>Wakes the stream's loop: there is a push, or a request.</summary>
    public WakeSignal Wake { get; } = new();

    /// <summary>Held by the stream's loop while it changes the stream, so that pages may look at it; never while anything is waited for.</summary>
    public Lock Exchanging => _exchanging;

    /// <summary>From here on pages see where the stream stands.</summary>
    public void Begin(ServerStream stream)
    {
        lock (_exchanging)
        {
            _stream = stream;
        }
    }

    /// <summary>Where the stream stands now. Any thread, but none that serves another stream's request.</summary>
    public ValueList<WatchStatus> Status()
    {
        lock (_exchanging)
        {
            return _stream?.Status() ?? [];
        }
    }

    /// <summary>A newer view replaces one that the client was too slow to take. Any thread.</summary>
    public void Offer(Push push)
    {
        Volatile.Write(ref _pending, push);
        Wake.Set();
    }

    /// <summary>Takes what was offered; null when there is nothing new.</summary>
    public Push? TakePush() => Interlocked.Exchange(ref _pending, null);
}
