using Istio.Reactor.Native;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tls;

/// <summary>
/// TLS over a TCP connection, or over any other stream (a connection inside a tunnel). OpenSSL does the handshake; after that, a record layer seals and opens.
/// All records of one <see cref="TryWrite"/> leave in one send. An idle stream holds no buffer.
/// </summary>
public sealed class TlsStream : ByteStream
{
    /// <summary>Plaintext sealed in one call. Fifteen full records and their overhead fit the loop's output block and a bulk buffer.</summary>
    public const int MaximumWrite = RecordFormat.PerFlush * RecordFormat.MaximumContent;

    private readonly ByteStream _transport;
    private readonly SealedInput _input;
    private readonly SealedOutput _output;
    private RecordLayer? _records;
    private bool _writeEnded;
    private bool _closed;

    internal TlsStream(ByteStream transport)
        : base(transport.Loop)
    {
        _transport = transport;
        _input = new SealedInput(transport);
        _output = new SealedOutput(this, transport);
    }

    /// <summary>The verified peer.</summary>
    public TlsPeer Peer { get; private set; } = null!;

    /// <summary>The stream below.</summary>
    public ByteStream Transport => _transport;

    internal RecordLayer Records => _records!;

    private bool MayReadAtOnce => Failure is not null || _records!.HasEnded || _records.Failure is not null || _records.HoldsContent || _input.HoldsRecord;

    /// <summary>Handshakes as the client. The stream takes the transport over and closes it when the handshake fails.</summary>
    public static ValueTask<IoResult<TlsStream>> ConnectAsync(ByteStream transport, TlsContext context, PeerRequirement server, TimeSpan timeout) =>
        HandshakeAsync(transport, context, new TlsHandshake(context, TlsRole.Client, server), timeout);

    /// <summary>Handshakes as the server. The stream takes the transport over and closes it when the handshake fails.</summary>
    public static ValueTask<IoResult<TlsStream>> AcceptAsync(ByteStream transport, TlsContext context, PeerRequirement client, TimeSpan timeout) =>
        HandshakeAsync(transport, context, new TlsHandshake(context, TlsRole.Server, client), timeout);

    /// <inheritdoc/>
    public override LoopWait ReadableAsync() => MayReadAtOnce ? LoopWait.Completed : _transport.ReadableAsync();

    public override int TryRead(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        if (!IsUsable())
        {
            return Failed;
        }

        if (_records!.HasEnded && !_records.HoldsContent)
        {
            return EndOfStream;
        }

        var isWhole = _input.Receive(WorthReceiving(destination.Length));
        var count = _records.Open(destination);
        _input.Keep();
        if (count == 0 && !_records.HasEnded)
        {
            return WhyNothing(isWhole);
        }

        return count > 0 ? count : EndOfStream;
    }

    public override LoopWait WritableAsync() => _output.WritableAsync();

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length);
        if (_writeEnded || !IsUsable())
        {
            return Failed;
        }

        if (_output.IsBlocked)
        {
            return WouldBlock;
        }

        var count = Math.Min(source.Length, MaximumWrite);
        _output.Begin();
        var isSealed = _records!.Seal(source[..count]);
        _output.Flush();
        if (!isSealed)
        {
            Break(_records.Failure!);
        }

        return Failure is null ? count : Failed;
    }

    /// <summary>Sends close_notify and then ends the transport's writing side, after what was accepted. Reading goes on.</summary>
    public override void ShutdownWrite()
    {
        if (_writeEnded || !IsUsable())
        {
            return;
        }

        _writeEnded = true;
        _output.Begin();
        _records!.SealCloseNotify();
        _output.Flush();
        _output.End();
    }

    public override void Abort()
    {
        Fail(StreamFailure.AbortedHere);
        _transport.Abort();
        Close();
    }

    /// <summary>Records from here on are sealed and opened by our own layer, with the secrets of a finished handshake.</summary>
    /// <param name="secrets">Complete; taken over.</param>
    /// <param name="role">Our part in the handshake.</param>
    /// <param name="recordsPerKey">See <see cref="TlsContextOptions.RecordsPerKey"/>.</param>
    internal void Protect(TrafficSecrets secrets, TlsRole role, long recordsPerKey) =>
        _records = new Tls13Records(secrets, role, _input, _output, recordsPerKey);

    /// <summary>Nothing works from here on: waiters of both directions are woken to see why.</summary>
    internal void Break(StreamFailure failure)
    {
        Fail(failure);
        _output.WakeWriter();
        if (!_closed)
        {
            _transport.Abort();
        }
    }

    protected override void Dispose(bool disposing)
    {
        Fail(StreamFailure.ClosedHere);
        Close();
    }

    private static async ValueTask<IoResult<TlsStream>> HandshakeAsync(
        ByteStream transport, TlsContext context, TlsHandshake handshake, TimeSpan timeout)
    {
        var stream = new TlsStream(transport);
        var expired = transport.Loop.CreateTimer(
            static state => ((TlsStream)state!).Break(new StreamFailure(FailureReason.TimedOut, "tls: the handshake timed out")), stream);
        expired.Arm(timeout);
        var failure = await stream.HandshakeAsync(context, handshake);
        expired.Cancel();
        if (failure is null)
        {
            return stream;
        }

        handshake.Secrets.Wipe();
        stream.Dispose();
        return failure;
    }

    private async ValueTask<StreamFailure?> HandshakeAsync(TlsContext context, TlsHandshake handshake)
    {
        TlsSession session;
        context.Hold(); // Renewal may dispose the context while the peer is silent.
        try
        {
            if (handshake.Role == TlsRole.Server && await AwaitFirstByteAsync() is { } silent)
            {
                return silent;
            }

            session = context.CreateSession(handshake.Role);
        }
        finally
        {
            context.Release();
        }

        var failure = await HandshakeAsync(session, handshake) ?? TakeOver(session, handshake, context.Options);
        if (failure is not null)
        {
            session.Dispose();
        }

        return failure;
    }

    /// <summary>
    /// A server has nothing to say before the client has, and OpenSSL's state is twenty times the rest of a connection: a client that only
    /// connects must not make us hold it.
    /// </summary>
    /// <returns>Null when there is something to read.</returns>
    private async ValueTask<StreamFailure?> AwaitFirstByteAsync()
    {
        while (IsUsable())
        {
            var isWhole = _input.Receive(RecordFormat.MaximumRecord);
            var hasSpoken = !_input.Pending.IsEmpty;
            _input.Keep();
            if (!isWhole)
            {
                return _transport.Failure ?? StreamFailure.ClosedHere;
            }

            if (hasSpoken)
            {
                return null;
            }

            if (_input.HasEnded)
            {
                return new StreamFailure(FailureReason.UnexpectedEnd, "tls: the connection ended before the handshake began");
            }

            await _transport.ReadableAsync();
        }

        return Failure ?? StreamFailure.ClosedHere;
    }

    private async ValueTask<StreamFailure?> HandshakeAsync(TlsSession session, TlsHandshake handshake)
    {
        while (IsUsable())
        {
            var isWhole = _input.Receive(RecordFormat.MaximumRecord);
            if (!isWhole)
            {
                _input.Keep();
                return _transport.Failure ?? StreamFailure.ClosedHere;
            }

            if (Advance(session, handshake, out var explained))
            {
                return handshake.Conclude(session);
            }

            if (explained is not null)
            {
                return explained;
            }

            await _transport.ReadableAsync();
        }

        return Failure ?? StreamFailure.ClosedHere; // Never null: that would be an accepted peer.
    }

    /// <summary>One step with what was received. True when the handshake is complete; else null or why it cannot become so.</summary>
    private bool Advance(TlsSession session, TlsHandshake handshake, out StreamFailure? failure)
    {
        _output.Begin();
        session.Attach(_input, _output);
        var result = handshake.Advance(session);
        var error = result == 1 ? 0 : session.ErrorOf(result);
        failure = error is 0 or OpenSsl.ErrorWantRead ? null : handshake.Refusal ?? WithEnd(OpenSslErrors.Explain(error));
        session.Detach(_input, _output);
        _output.Flush(); // A refusal's alert goes out as well.
        _input.Keep();
        return result == 1;
    }

    private StreamFailure? TakeOver(TlsSession session, TlsHandshake handshake, TlsContextOptions options)
    {
        if (!options.HandsRecordsOver)
        {
            _records = new OpenSslRecords(session, _input, _output);
        }
        else if (handshake.Secrets.AreComplete)
        {
            session.Dispose();
            Protect(handshake.Secrets, handshake.Role, options.RecordsPerKey);
        }
        else
        {
            return new StreamFailure(FailureReason.Protocol, "tls: OpenSSL gave no traffic secrets of a suite that is known here");
        }

        Peer = handshake.Peer!;
        return null;
    }

    /// <summary>
    /// False once either stream has failed. Asked before every call into OpenSSL: the transport may have been closed by its loop, and its
    /// descriptor number may already be in use again.
    /// </summary>
    private bool IsUsable()
    {
        if (Failure is null && _transport.Failure is { } failure)
        {
            Break(failure);
        }

        return Failure is null && !_closed;
    }

    /// <summary>As many full records as the reader has room for, so that a bulk receive ends where a record ends and nothing has to be kept.</summary>
    private static int WorthReceiving(int room) =>
        Math.Clamp(room / RecordFormat.MaximumContent, 1, RecordFormat.PerFlush) * RecordFormat.FullRecord;

    private int WhyNothing(bool isWhole)
    {
        var failure = _records!.Failure ?? (isWhole ? null : _transport.Failure);
        if (failure is null && !_input.HasEnded)
        {
            return WouldBlock;
        }

        Break(WithEnd(failure));
        return Failed;
    }

    /// <summary>What went wrong, unless it is but a consequence of the transport's end.</summary>
    private StreamFailure WithEnd(StreamFailure? failure) => failure is null || (_input.HasEnded && failure.Reason == FailureReason.Protocol)
        ? new StreamFailure(FailureReason.UnexpectedEnd, "tls: the connection ended without close_notify")
        : failure;

    private void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _output.Close();
        _input.Release();
        _records?.Dispose();
        _transport.Dispose();
    }
}
