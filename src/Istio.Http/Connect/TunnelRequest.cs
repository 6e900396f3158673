using System.Text;
using Istio.Http.Http2;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>One CONNECT that waits for its answer. The handler either accepts it, which sends 200 and yields the tunnel, or refuses it.</summary>
public sealed class TunnelRequest : IStreamOwner
{
    private readonly Http2Connection _connection;
    private readonly Http2Stream _stream;
    private HeaderList? _headers;
    private int _refusal;
    private bool _isSent;

    internal TunnelRequest(Http2Connection connection, Http2Stream stream, HeaderList headers)
    {
        _connection = connection;
        _stream = stream;
        _headers = headers;
        Authority = Encoding.Latin1.GetString(headers.Value(headers.IndexOf(":authority"u8)));
    }

    /// <summary>Where the client wants to go: <c>ip:port</c>, <c>[ip]:port</c> or <c>host:port</c>, not yet parsed.</summary>
    public string Authority { get; }

    /// <summary>All fields of the request. Let go with the answer, so that an established tunnel does not hold them.</summary>
    /// <exception cref="InvalidOperationException">The request was answered.</exception>
    public HeaderList Headers => _headers ?? throw new InvalidOperationException("The fields of a request are gone once it is answered.");

    /// <summary>What carries the connection: its peer, and with TLS the peer's identity.</summary>
    public ByteStream Transport => _connection.Transport;

    public ReactorLoop Loop => _connection.Loop;

    /// <summary>The handler has decided. A refusal may still wait for its turn.</summary>
    public bool IsAnswered => _headers is null;

    bool IStreamOwner.IsAnswered => _isSent;

    /// <summary>The client has reset the request or is gone; an answer would be dropped.</summary>
    public bool IsWithdrawn => _stream.Failure is not null;

    /// <summary>Sends 200 and hands over the tunnel, which the caller now owns. On a withdrawn request the tunnel is broken from the start.</summary>
    public ByteStream Accept()
    {
        Answer();
        _isSent = true;
        _stream.Owner = null;
        if (!IsWithdrawn)
        {
            FieldBlock.SendResponse(_connection, _stream, 200, endStream: false);
        }

        return _stream;
    }

    /// <summary>Answers with a status other than 2xx and ends the stream; late when the connection has had many refusals.</summary>
    /// <param name="status">400 to 599; Istio's meanings are 400 not acceptable, 401 denied by policy, 503 no way to the application.</param>
    public void Refuse(int status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        Answer();
        if (IsWithdrawn)
        {
            return;
        }

        _refusal = status;
        var delay = _connection.Guard.OnRefusal();
        if (delay == TimeSpan.Zero)
        {
            SendRefusal();
        }
        else
        {
            Loop.CreateTimer(static request => ((TunnelRequest)request!).SendRefusal(), this).Arm(delay);
        }
    }

    /// <summary>RFC 9113 8.5: a CONNECT has neither trailers nor a second header section.</summary>
    bool IStreamOwner.TryAcceptHeaders(HeaderList fields, bool endStream) => false;

    bool IStreamOwner.TryAcceptData(int length, bool endStream) => true;

    void IStreamOwner.OnStreamBroken()
    {
    }

    /// <summary>The handler has thrown: the tunnel that it may have accepted has no owner.</summary>
    internal void Abandon()
    {
        EndUnanswered();
        _stream.Dispose();
    }

    /// <summary>The handler has ended: a request without an answer is reset.</summary>
    internal void EndUnanswered()
    {
        if (!IsAnswered)
        {
            Answer();
            _isSent = true;
            _stream.Abort(Http2ErrorCode.InternalError);
        }
    }

    private void SendRefusal()
    {
        if (!IsWithdrawn)
        {
            _isSent = true;
            FieldBlock.SendRefusal(_connection, _stream, _refusal);
        }
    }

    private void Answer()
    {
        if (IsAnswered)
        {
            throw new InvalidOperationException("A request is answered once.");
        }

        _headers = null;
    }
}
