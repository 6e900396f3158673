using System.Threading.Channels;
using Istio.Translation.Proxies;
using Istio.Xds.Nodes;

namespace Istiod.Discovery;

/// <summary>A connected client: who it is, its mailbox, and where its stream stands.</summary>
internal sealed class AdsClientConnection(string id, ProxyNode node, string address, DateTimeOffset connectedAt)
{
    // One slot: a newer view replaces one that the client was too slow to take.
    private readonly Channel<Push> _mailbox = Channel.CreateBounded<Push>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private volatile ConnectionStatus _status = ConnectionStatus.Fresh;

    public string Id => id;

    public ProxyNode Node => node;

    public ProxyClass Class { get; } = ProxyClass.Of(node);

    /// <summary>The peer's address and port.</summary>
    public string Address => address;

    public DateTimeOffset ConnectedAt => connectedAt;

    public ChannelReader<Push> Mailbox => _mailbox.Reader;

    /// <summary>As of the latest request or response; any thread may read it.</summary>
    public ConnectionStatus Status
    {
        get => _status;
        set => _status = value;
    }

    public void Offer(Push push) => _mailbox.Writer.TryWrite(push);
}
