using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>
/// TLS over a TCP connection, or over any other stream (a connection inside a tunnel). Over TCP, records are received straight
/// into OpenSSL's buffer; all records of one <see cref="TryWrite"/> leave in one send. An idle stream holds no buffer.
/// </summary>
public sealed class TlsStream : ByteStream, IIdleBuffers
{
    /// <summary>Plaintext sealed in one call. Fifteen full records and their overhead fit the loop's output block and a bulk buffer.</summary>
    public const int MaximumWrite = 15 * RecordSize;

    private const int RecordSize = 16 * 1024;

    /// <summary>A full TLS 1.3 record on the wire: header, inner content type, tag (RFC 8446 5.2).</summary>
    private const int SealedRecordSize = 5 + RecordSize + 1 + 16;

    /// <summary>
    /// Room for full records and nothing more, so that a bulk receive ends where a record ends: OpenSSL fetches the rest of a cut record with a
    /// call of its own. It starts the first one 3 bytes into the buffer, to align the payload.
    /// </summary>
    private const int BulkReceiveSize = (15 * SealedRecordSize) + 3;

    private readonly ByteStream _transport;
    private readonly TcpStream? _socket;
    private readonly TlsSession _session;
    private readonly LoopSignal _writable;
    private readonly LoopSignal _hasBacklog;
    private LoopBuffer? _backlog;
    private int _backlogStart;
    private int _backlogEnd;
    private LoopBuffer? _input;
    private LoopBuffer? _output;
    private bool _moreBuffered;
    private bool _ended;
    private bool _writeEnded;
    private bool _pumpStarted;
    private bool _closed;
    private bool _receivesBulk;
    private bool _isWatched;
    private bool _wasUsed;

    private TlsStream(ByteStream transport, TlsSession session)
        : base(transport.Loop)
    {
        _transport = transport;
        _socket = transport as TcpStream;
        _session = session;
        _writable = new LoopSignal(Loop);
        _writable.Set();
        _hasBacklog = new LoopSignal(Loop);
    }

    /// <summary>The verified peer.</summary>
    public TlsPeer Peer { get; private set; } = null!;

    /// <summary>The stream below.</summary>
    public ByteStream Transport => _transport;

    internal TlsSession Session => _session;

    /// <summary>Handshakes as the client. The stream takes the transport over and closes it when the handshake fails.</summary>
    public static ValueTask<IoResult<TlsStream>> ConnectAsync(ByteStream transport, TlsContext context, PeerRequirement server, TimeSpan timeout) =>
        HandshakeAsync(transport, context, context.CreateSession(TlsRole.Client), new TlsHandshake(context, TlsRole.Client, server), timeout);

    /// <summary>Handshakes as the server. The stream takes the transport over and closes it when the handshake fails.</summary>
    public static ValueTask<IoResult<TlsStream>> AcceptAsync(ByteStream transport, TlsContext context, PeerRequirement client, TimeSpan timeout) =>
        HandshakeAsync(transport, context, context.CreateSession(TlsRole.Server), new TlsHandshake(context, TlsRole.Server, client), timeout);

    /// <inheritdoc/>
    public override LoopWait ReadableAsync() =>
        _moreBuffered || _ended || Failure is not null ? LoopWait.Completed : _transport.ReadableAsync();

    public override int TryRead(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        if (!IsUsable())
        {
            return Failed;
        }

        if (_ended)
        {
            return EndOfStream;
        }

        MarkUsed();
        PrepareInput();
        BeginOutput();
        Crypto.ERR_clear_error();
        var total = 0;
        int result;
        do
        {
            result = _session.Read(destination[total..]);
            total += Math.Max(result, 0);
        }
        while (result > 0 && total < destination.Length && MayHoldMore());

        return FinishRead(total, result > 0 ? 0 : _session.ErrorOf(result));
    }

    public override LoopWait WritableAsync() => _writable.WaitAsync();

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length);
        if (_writeEnded || !IsUsable())
        {
            return Failed;
        }

        if (_backlog is not null)
        {
            return WouldBlock;
        }

        MarkUsed();
        BeginOutput();
        var count = Math.Min(source.Length, MaximumWrite);
        var result = _session.Write(source[..count]);
        if (result <= 0)
        {
            Break(ExplainError(_session.ErrorOf(result)));
        }

        Flush();
        return Failure is null ? result : Failed;
    }

    /// <summary>Sends close_notify and then ends the transport's writing side, after what was accepted. Reading goes on.</summary>
    public override void ShutdownWrite()
    {
        if (_writeEnded || !IsUsable())
        {
            return;
        }

        _writeEnded = true;
        BeginOutput();
        _session.SendCloseNotify();
        Flush();
        if (_backlog is null)
        {
            _transport.ShutdownWrite();
        }
    }

    public override void Abort()
    {
        Fail(StreamFailure.AbortedHere);
        _transport.Abort();
        Close();
    }

    protected override void Dispose(bool disposing)
    {
        Fail(StreamFailure.ClosedHere);
        Close();
    }

    private static async ValueTask<IoResult<TlsStream>> HandshakeAsync(
        ByteStream transport, TlsContext context, TlsSession session, TlsHandshake handshake, TimeSpan timeout)
    {
        var stream = new TlsStream(transport, session);
        var expired = transport.Loop.CreateTimer(
            static state => ((TlsStream)state!).Break(new StreamFailure(FailureReason.TimedOut, "tls: the handshake timed out")), stream);
        expired.Arm(timeout);
        var failure = await stream.HandshakeAsync(handshake);
        expired.Cancel();
        if (failure is null)
        {
            stream.Peer = handshake.Peer!;
            stream.MarkUsed(); // The handshake's buffers are given back too.
            return stream;
        }

        stream.Dispose();
        return failure;
    }

    private async ValueTask<StreamFailure?> HandshakeAsync(TlsHandshake handshake)
    {
        while (IsUsable())
        {
            PrepareInput();
            BeginOutput();
            var result = handshake.Advance(_session);
            var error = result == 1 ? 0 : _session.ErrorOf(result);
            var explained = error is 0 or OpenSsl.ErrorWantRead ? null : handshake.Refusal ?? ExplainError(error);
            Flush(); // A refusal's alert goes out as well.
            FinishInput();
            if (result == 1)
            {
                return handshake.Conclude(_session);
            }

            if (explained is not null)
            {
                return explained;
            }

            await _transport.ReadableAsync();
        }

        return Failure;
    }

    /// <summary>
    /// False once either stream has failed. Asked before every call into OpenSSL: the transport may have been closed by its loop, and its
    /// descriptor number may already be somebody else's.
    /// </summary>
    private bool IsUsable()
    {
        if (Failure is null && _transport.Failure is { } failure)
        {
            Break(failure);
        }

        return Failure is null && !_closed;
    }

    /// <summary>Tells the callback what is known about the source, and fetches ciphertext when the source is not a socket.</summary>
    private void PrepareInput()
    {
        ref var channel = ref _session.Channel;
        if (_socket is not null)
        {
            channel.Descriptor = _socket.Socket.Descriptor;
            channel.InputDrained = !_socket.IsReadable;
            channel.PeerEnded = _socket.PeerEnded;
            return;
        }

        if (channel.InputLength == 0 && !channel.InputEnded)
        {
            FetchInput(ref channel);
        }
    }

    private unsafe void FetchInput(ref TlsChannel channel)
    {
        _input ??= Loop.Buffers.Rent(BufferPool.Large, nameof(TlsStream));
        var count = _transport.TryRead(_input.Span);
        channel.Input = _input.Pointer;
        channel.InputLength = Math.Max(count, 0);
        channel.InputEnded = count == EndOfStream;
        if (count == Failed)
        {
            Fail(_transport.Failure!);
        }
    }

    /// <summary>Carries what the callback learnt back to the source; returns an emptied input buffer.</summary>
    private void FinishInput()
    {
        ref var channel = ref _session.Channel;
        if (_socket is not null)
        {
            if (channel.InputDrained)
            {
                _socket.MarkDrained();
            }
        }
        else if (channel.InputLength == 0)
        {
            ReturnBuffer(ref _input);
        }
    }

    /// <summary>False when another read could only say "would block".</summary>
    private bool MayHoldMore()
    {
        ref var channel = ref _session.Channel;
        return !channel.InputDrained || channel.InputLength > 0 || _session.HoldsInput;
    }

    private int FinishRead(int total, int error)
    {
        var failure = error is 0 or OpenSsl.ErrorWantRead or OpenSsl.ErrorZeroReturn ? null : ExplainError(error);
        Flush(); // There may be an answer to a key update (RFC 8446 4.6.3), or an alert.
        FinishInput();
        _ended = error == OpenSsl.ErrorZeroReturn;
        if (failure is not null)
        {
            Break(failure);
        }

        // A full destination says nothing about what is left: let the next wait complete at once if in doubt.
        _moreBuffered = error == 0 && (_session.HoldsInput || _session.Channel.InputLength > 0);
        GrowReceive(total);
        if (total > 0)
        {
            return total;
        }

        return failure is not null ? Failed : _ended ? EndOfStream : WouldBlock;
    }

    /// <summary>A reader that gets whole records gets a larger receive buffer: fewer system calls per byte.</summary>
    private void GrowReceive(int total)
    {
        if (total >= RecordSize && !_receivesBulk && !_closed)
        {
            _receivesBulk = _session.TryFreeBuffers(BulkReceiveSize);
        }
    }

    private void MarkUsed()
    {
        _wasUsed = true;
        if (!_isWatched)
        {
            _isWatched = true;
            Loop.IdleSweep.Watch(this);
        }
    }

    bool IIdleBuffers.TryRelease()
    {
        if (_closed)
        {
            return true;
        }

        var isIdle = !_wasUsed && _session.TryFreeBuffers(receiveSize: 0);
        _wasUsed = false;
        if (isIdle)
        {
            _isWatched = false;
            _receivesBulk = false;
        }

        return isIdle;
    }

    /// <summary>
    /// Gives OpenSSL a place to write to. A connection inside another rents one: the outer connection seals into the loop's block while ours
    /// is being sent.
    /// </summary>
    private unsafe void BeginOutput()
    {
        ref var channel = ref _session.Channel;
        channel.OutputUsed = 0;
        channel.OutputCapacity = BufferPool.Bulk;
        if (_socket is not null)
        {
            channel.Output = Loop.SealedOutput.Pointer;
            return;
        }

        _output = Loop.Buffers.Rent(BufferPool.Bulk, nameof(TlsStream));
        channel.Output = _output.Pointer;
    }

    /// <summary>Sends the collected records; what the transport does not take waits in a rented buffer.</summary>
    private unsafe void Flush()
    {
        ref var channel = ref _session.Channel;
        var records = new ReadOnlySpan<byte>(channel.Output, channel.OutputUsed);
        channel.Output = null;
        channel.OutputUsed = 0;
        if (_backlog is null)
        {
            records = records[Math.Max(Send(records), 0)..];
        }

        if (!records.IsEmpty && Failure is null)
        {
            Keep(records);
        }

        ReturnBuffer(ref _output);
    }

    private void ReturnBuffer(ref LoopBuffer? buffer)
    {
        if (buffer is not null)
        {
            Loop.Buffers.Return(buffer);
            buffer = null;
        }
    }

    /// <summary>The count sent; the failure of the transport becomes ours.</summary>
    private int Send(ReadOnlySpan<byte> bytes)
    {
        var total = 0;
        while (total < bytes.Length)
        {
            var count = _transport.TryWrite(bytes[total..]);
            if (count == Failed)
            {
                Break(_transport.Failure ?? StreamFailure.ClosedHere);
                return bytes.Length;
            }

            if (count == WouldBlock)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    private void Keep(ReadOnlySpan<byte> records)
    {
        _backlog ??= Loop.Buffers.Rent(BufferPool.Bulk, nameof(TlsStream));
        if (records.Length > _backlog.Length - _backlogEnd)
        {
            Break(new StreamFailure(FailureReason.ResourceExhausted, "tls: the peer does not read and makes us answer"));
            return;
        }

        records.CopyTo(_backlog.Span[_backlogEnd..]);
        _backlogEnd += records.Length;
        _writable.Reset();
        _hasBacklog.Set();
        if (!_pumpStarted)
        {
            _pumpStarted = true;
            _ = PumpBacklogAsync();
        }
    }

    /// <summary>
    /// Sends backlogs as the transport takes them, whether or not anybody has more to write. One state machine for the life of
    /// the stream; it ends when the stream is closed.
    /// </summary>
    private async Task PumpBacklogAsync()
    {
        while (!_closed)
        {
            await _hasBacklog.WaitAsync();
            if (_backlog is null)
            {
                _hasBacklog.Reset();
                continue;
            }

            await _transport.WritableAsync();
            SendBacklog();
        }
    }

    private void SendBacklog()
    {
        if (_backlog is null || _closed)
        {
            return;
        }

        _backlogStart += Send(_backlog.Span[_backlogStart.._backlogEnd]);
        if (_backlogStart < _backlogEnd && Failure is null)
        {
            return;
        }

        ReturnBacklog();
        _hasBacklog.Reset();
        if (_writeEnded)
        {
            _transport.ShutdownWrite();
        }

        _writable.SetLater();
    }

    private void ReturnBacklog()
    {
        ReturnBuffer(ref _backlog);
        _backlogStart = _backlogEnd = 0;
    }

    private StreamFailure ExplainError(int error)
    {
        ref var channel = ref _session.Channel;
        if (channel.ErrorNumber != 0)
        {
            return StreamFailure.FromErrno("tls: read", channel.ErrorNumber);
        }

        var text = OpenSslErrors.Take(out var reason);
        return channel.InputEnded && reason == FailureReason.Protocol
            ? new StreamFailure(FailureReason.UnexpectedEnd, "tls: the connection ended without close_notify")
            : new StreamFailure(reason, $"tls: {text ?? $"error {error}"}");
    }

    /// <summary>Nothing works from here on: waiters of both directions are woken to see why.</summary>
    private void Break(StreamFailure failure)
    {
        Fail(failure);
        _writable.SetLater();
        if (!_closed)
        {
            _transport.Abort();
        }
    }

    private void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        ReturnBacklog();
        ReturnBuffer(ref _input);
        _session.Dispose();
        _writable.SetLater();
        _hasBacklog.SetLater();
        _transport.Dispose();
    }
}
