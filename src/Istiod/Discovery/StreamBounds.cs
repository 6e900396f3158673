using Grpc.Core;
using Istio.Xds.Nodes;
using Istio.Xds.Server;
using Istiod.Serving.Bounds;

namespace Istiod.Discovery;

/// <summary>What one stream may make istiod keep and do: its place among the streams of its connection, its node, its types and names.</summary>
internal sealed class StreamBounds : IDisposable
{
    // Metadata is parsed into one object a value.
    private const int NodeFactor = 16;

    private readonly ServerCallContext _context;
    private readonly ConnectionShare? _connection;
    private HeldMemory? _held;
    private long _node;

    private StreamBounds(ServerCallContext context, ConnectionShare? connection) => (_context, _connection) = (context, connection);

    /// <exception cref="RpcException">ResourceExhausted: the connection has as many streams as it may.</exception>
    public static StreamBounds Enter(ServerCallContext context)
    {
        var connection = context.GetHttpContext().Features.Get<ConnectionShare>();
        if (connection?.TryEnter() == false)
        {
            throw Refused(context, $"the connection has {ConnectionShare.MostStreams} discovery streams, open another connection");
        }

        return new(context, connection);
    }

    /// <summary>From here on the stream keeps its node.</summary>
    /// <exception cref="RpcException">ResourceExhausted.</exception>
    public void Hold(ProxyNode node)
    {
        _held = _context.GetHttpContext().Features.Get<CallMemory>()!.Hold();
        _node = NodeFactor * (long)(node.Metadata.CalculateSize() + node.Locality.CalculateSize() + node.Id.Length);
        Reach(_node);
    }

    /// <summary>After each request.</summary>
    /// <exception cref="RpcException">ResourceExhausted.</exception>
    public void Check(ServerStream stream, RequestEffect effect)
    {
        if (effect == RequestEffect.TooManyTypes)
        {
            throw Refused(_context, $"a stream may ask for {ServerStream.MostTypes} types of resources");
        }

        Reach(_node + stream.Weight);
    }

    public void Dispose()
    {
        _connection?.Leave();
        _held?.Dispose();
    }

    private void Reach(long bytes)
    {
        if (!_held!.TryReach(bytes))
        {
            throw Refused(_context, $"the node and subscriptions of this stream take {bytes} bytes in istiod, which has no more for it; ask for fewer names");
        }
    }

    private static RpcException Refused(ServerCallContext context, string reason)
    {
        Logs.Ads.Info($"ADS: stream of {context.Peer} ends: {reason}");
        return new(new Status(StatusCode.ResourceExhausted, reason));
    }
}
