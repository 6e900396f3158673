namespace Istio.Reactor.Tls.Records;

/// <summary>
/// Records on their way to the transport. They gather in a block of the loop, so that all records of a flush leave in one send; what the transport
/// does not take waits in one rented buffer and goes out as there is room, whether or not there is more to write.
/// </summary>
/// <param name="stream">Whose records they are; broken when the transport fails.</param>
/// <param name="transport">Where they go.</param>
internal sealed class SealedOutput(TlsStream stream, ByteStream transport)
{
    private readonly bool _isNested = transport is not TcpStream;
    private readonly LoopSignal _writable = SetSignal(transport.Loop);
    private LoopSignal? _hasBacklog;
    private LoopBuffer? _backlog;
    private int _backlogStart;
    private int _backlogEnd;
    private LoopBuffer? _rented;
    private int _used;
    private bool _ends;
    private bool _closed;

    /// <summary>True while the transport has not taken all of an earlier flush.</summary>
    public bool IsBlocked => _backlog is not null;

    /// <summary>Room for records. Between <see cref="Begin"/> and <see cref="Flush"/>.</summary>
    public Span<byte> Room => Block[_used..];

    /// <summary>The same for native code.</summary>
    public unsafe byte* Pointer => (_rented is null ? transport.Loop.SealedOutput.Pointer : _rented.Pointer) + _used;

    private Span<byte> Block => _rented is null ? transport.Loop.SealedOutput.Span : _rented.Span;

    public LoopWait WritableAsync() => _writable.WaitAsync();

    /// <summary>A connection inside another rents its block: the outer one seals into the loop's while ours is being sent.</summary>
    public void Begin()
    {
        _used = 0;
        if (_isNested)
        {
            _rented = transport.Loop.Buffers.Rent(BufferPool.Bulk, nameof(SealedOutput));
        }
    }

    public void Commit(int count) => _used += count;

    /// <summary>Sends what was committed; nothing follows the end (RFC 8446 6.1), not even an answer to a key update.</summary>
    public void Flush()
    {
        ReadOnlySpan<byte> records = _ends ? default : Block[.._used];
        if (_backlog is null && !records.IsEmpty)
        {
            records = records[Send(records)..];
        }

        if (!records.IsEmpty && stream.Failure is null)
        {
            Keep(records);
        }

        _used = 0;
        Return(ref _rented);
    }

    /// <summary>Ends the transport's writing side once everything is out.</summary>
    public void End()
    {
        _ends = true;
        if (_backlog is null)
        {
            transport.ShutdownWrite();
        }
    }

    /// <summary>The stream is broken: a waiting writer comes to see why.</summary>
    public void WakeWriter() => _writable.SetLater();

    /// <summary>Drops what is unsent.</summary>
    public void Close()
    {
        _closed = true;
        ReturnBacklog();
        Return(ref _rented);
        _writable.SetLater();
        _hasBacklog?.SetLater();
    }

    /// <summary>The count sent, or all when the transport has failed.</summary>
    private int Send(ReadOnlySpan<byte> bytes)
    {
        var total = 0;
        while (total < bytes.Length)
        {
            var count = transport.TryWrite(bytes[total..]);
            if (count == ByteStream.Failed)
            {
                stream.Break(transport.Failure ?? StreamFailure.ClosedHere);
                return bytes.Length;
            }

            if (count == ByteStream.WouldBlock)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    private void Keep(ReadOnlySpan<byte> records)
    {
        _backlog ??= transport.Loop.Buffers.Rent(BufferPool.Bulk, nameof(SealedOutput));
        if (records.Length > _backlog.Length - _backlogEnd)
        {
            stream.Break(new StreamFailure(FailureReason.ResourceExhausted, "tls: the peer does not read and makes us answer"));
            return;
        }

        records.CopyTo(_backlog.Span[_backlogEnd..]);
        _backlogEnd += records.Length;
        _writable.Reset();
        if (_hasBacklog is null)
        {
            _hasBacklog = new LoopSignal(transport.Loop);
            _ = PumpBacklogAsync(_hasBacklog);
        }

        _hasBacklog.Set();
    }

    /// <summary>One state machine for the life of the stream; it ends when the stream is closed.</summary>
    private async Task PumpBacklogAsync(LoopSignal hasBacklog)
    {
        while (!_closed)
        {
            await hasBacklog.WaitAsync();
            if (_backlog is null)
            {
                hasBacklog.Reset();
                continue;
            }

            await transport.WritableAsync();
            SendBacklog(hasBacklog);
        }
    }

    private void SendBacklog(LoopSignal hasBacklog)
    {
        if (_backlog is null || _closed)
        {
            return;
        }

        _backlogStart += Send(_backlog.Span[_backlogStart.._backlogEnd]);
        if (_backlogStart < _backlogEnd && stream.Failure is null)
        {
            return;
        }

        ReturnBacklog();
        hasBacklog.Reset();
        if (_ends)
        {
            transport.ShutdownWrite();
        }

        _writable.SetLater();
    }

    private void ReturnBacklog()
    {
        Return(ref _backlog);
        _backlogStart = _backlogEnd = 0;
    }

    private void Return(ref LoopBuffer? buffer)
    {
        if (buffer is not null)
        {
            transport.Loop.Buffers.Return(buffer);
            buffer = null;
        }
    }

    private static LoopSignal SetSignal(ReactorLoop loop)
    {
        var signal = new LoopSignal(loop);
        signal.Set();
        return signal;
    }
}
