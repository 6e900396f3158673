namespace Istio.Reactor.Tls.Records;

/// <summary>
/// The handshake messages that may come after the handshake (RFC 8446 4.6): tickets, which are skipped as nothing is ever resumed, and key updates. Keeps no
/// bytes: a message may be spread over records of any size.
/// </summary>
/// <param name="role">Ours: only servers send tickets.</param>
internal sealed class PostHandshake(TlsRole role)
{
    private const byte NewSessionTicket = 4;
    private const byte KeyUpdate = 24;
    private const int HeaderSize = 4;

    private int _headerLeft = HeaderSize;
    private byte _type;
    private int _length;

    /// <summary>The peer seals with a new key from the next record on.</summary>
    public bool PeerHasNewKey { get; private set; }

    /// <summary>The peer wants our side to have a new key as well.</summary>
    public bool IsAskedForNewKey { get; private set; }

    /// <summary>Takes the content of one record of type handshake.</summary>
    /// <returns>Null, or the alert with which the connection must end.</returns>
    public AlertCode? Take(ReadOnlySpan<byte> content)
    {
        PeerHasNewKey = IsAskedForNewKey = false;
        if (content.IsEmpty)
        {
            return AlertCode.UnexpectedMessage; // RFC 8446 5.1: no empty fragments of handshake messages.
        }

        while (!content.IsEmpty)
        {
            // After a key update nothing may follow under the old key (RFC 8446 5.1).
            if (PeerHasNewKey)
            {
                return AlertCode.UnexpectedMessage;
            }

            if (TakeSome(ref content) is { } alert)
            {
                return alert;
            }
        }

        return null;
    }

    private AlertCode? TakeSome(ref ReadOnlySpan<byte> content)
    {
        if (_headerLeft > 0)
        {
            TakeHeader(content[0]);
            content = content[1..];
            return _headerLeft == 0 ? CheckHeader() : null;
        }

        if (_type == KeyUpdate)
        {
            return TakeKeyUpdate(ref content);
        }

        var count = Math.Min(_length, content.Length);
        content = content[count..];
        _length -= count;
        EndIfComplete();
        return null;
    }

    private void TakeHeader(byte next)
    {
        if (_headerLeft == HeaderSize)
        {
            _type = next;
            _length = 0;
        }
        else
        {
            _length = (_length << 8) | next;
        }

        _headerLeft--;
    }

    private AlertCode? CheckHeader()
    {
        var isExpected = _type switch
        {
            NewSessionTicket => role == TlsRole.Client,
            KeyUpdate => true,
            _ => false,
        };
        if (!isExpected)
        {
            return AlertCode.UnexpectedMessage;
        }

        if (_type == KeyUpdate && _length != 1)
        {
            return AlertCode.DecodeError;
        }

        EndIfComplete();
        return null;
    }

    private AlertCode? TakeKeyUpdate(ref ReadOnlySpan<byte> content)
    {
        const byte NotRequested = 0, Requested = 1;
        var request = content[0];
        content = content[1..];
        _length = 0;
        EndIfComplete();
        PeerHasNewKey = true;
        IsAskedForNewKey = request == Requested;
        return request is NotRequested or Requested ? null : AlertCode.IllegalParameter;
    }

    private void EndIfComplete()
    {
        if (_length == 0)
        {
            _headerLeft = HeaderSize;
        }
    }
}
