using Istio.Http.Http2;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>The client's end of one HBONE connection: opens tunnels as streams of it.</summary>
public sealed class TunnelClient
{
    /// <summary>The one status that opens a tunnel. RFC 9110 9.3.6 says any 2xx; Istio takes no other.</summary>
    private const int Accepted = 200;

    private static readonly StreamFailure Unavailable = new(FailureReason.Refused, "the HTTP/2 connection takes no new streams");
    private static readonly StreamFailure TooLarge = new(FailureReason.Protocol, "the CONNECT request's fields are too large");

    private readonly Http2Connection _connection;

    private TunnelClient(Http2Connection connection) => _connection = connection;

    /// <summary>Completes when the connection has ended.</summary>
    public required Task Completion { get; init; }

    public ReactorLoop Loop => _connection.Loop;

    public ByteStream Transport => _connection.Transport;

    /// <summary>Why the connection ended; null while it is whole.</summary>
    public Http2Error? Error => _connection.Error;

    /// <summary>
    /// Whether a tunnel can be opened now: false after GOAWAY, while all streams are in use and while its bytes would wait for those of others.
    /// </summary>
    public bool HasRoom => _connection.AcceptsStreams && _connection.ActiveStreams < _connection.StreamLimit && !_connection.IsShortOfCredit;

    /// <summary>Whether tunnels can be opened now or later.</summary>
    public bool IsUsable => _connection.AcceptsStreams;

    /// <summary>The most tunnels at once: this side's limit or the peer's, whichever is lower.</summary>
    public int StreamLimit => _connection.StreamLimit;

    public int ActiveStreams => _connection.ActiveStreams;

    /// <summary>Starts HTTP/2 on a transport whose handshake is done; the client owns it from here on. Only on its loop.</summary>
    public static TunnelClient Start(ByteStream transport, Http2Options options)
    {
        var connection = Http2Connection.Client(transport, options);
        return new TunnelClient(connection) { Completion = connection.RunAsync() };
    }

    /// <summary>Opens a tunnel.</summary>
    /// <param name="authority">Goes out as <c>:authority</c>: <c>ip:port</c>, <c>[ip]:port</c> or <c>host:port</c>.</param>
    /// <param name="headers">Further fields.</param>
    public async ValueTask<TunnelResult> ConnectAsync(string authority, TunnelHeaders headers)
    {
        if (!FieldBlock.Fits(authority, headers))
        {
            return TooLarge;
        }

        if (_connection.TryOpen() is not { } stream)
        {
            return Unavailable;
        }

        var pending = new PendingConnect(Loop);
        stream.Owner = pending;
        FieldBlock.SendRequest(_connection, stream, authority, headers);
        await pending.WaitAsync();
        if (pending.Status == Accepted)
        {
            stream.Owner = null;
            return new TunnelResult(stream, pending.Status, null) { Transport = Transport };
        }

        var failure = stream.Failure;
        stream.Dispose();
        return new TunnelResult(null, pending.Status, pending.IsAnswered ? null : failure);
    }

    /// <summary>Lets open tunnels end, then closes the connection.</summary>
    public void Drain() => _connection.Drain();

    /// <summary>Closes the connection and breaks its tunnels, for instance because the peer's certificate is no longer trusted.</summary>
    public void Close(string reason) => _connection.Close(new Http2Error(Http2ErrorCode.NoError, reason));
}
