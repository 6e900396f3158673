namespace Istio.Reactor.Tls.Records;

/// <summary>
/// Received records on their way to be opened. They are received into a block that the loop's streams share; what is left of them after a call, an
/// incomplete record in most cases, waits in a rented buffer. A stream between two records holds nothing.
/// </summary>
/// <remarks>A connection inside another rents its block for the call: the outer one receives into the loop's in the middle of it.</remarks>
internal sealed class SealedInput(ByteStream transport)
{
    private readonly bool _isNested = transport is not TcpStream;
    private LoopBuffer? _rented;
    private LoopBuffer? _kept;
    private int _keptLength;
    private int _start;
    private int _end;

    /// <summary>Where room for what does not fit its reader comes from.</summary>
    public BufferPool Buffers => transport.Loop.Buffers;

    /// <summary>The transport has ended; no record will be completed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A whole record waits: there is something to read without an event of the transport.</summary>
    public bool HoldsRecord { get; private set; }

    /// <summary>What was received and not consumed. Valid between <see cref="Receive"/> and <see cref="Keep"/>.</summary>
    public ReadOnlySpan<byte> Pending => Block[_start.._end];

    /// <summary>The same for native code.</summary>
    public unsafe byte* Pointer => (_rented is null ? transport.Loop.SealedInput.Pointer : _rented.Pointer) + _start;

    private Span<byte> Block => _rented is null ? transport.Loop.SealedInput.Span : _rented.Span;

    /// <summary>Brings what was kept and receives more, unless whole records wait already.</summary>
    /// <param name="wanted">Bytes worth asking for; more only have to be kept.</param>
    /// <returns>False when the transport has failed.</returns>
    public bool Receive(int wanted)
    {
        if (_isNested)
        {
            _rented = Buffers.Rent(BufferPool.Bulk, nameof(SealedInput));
        }

        var block = Block;
        _start = 0;
        _end = _keptLength;
        _kept?.Span[.._keptLength].CopyTo(block);
        if (HoldsRecord || HasEnded)
        {
            return true;
        }

        var count = transport.TryRead(block.Slice(_end, Math.Min(wanted, block.Length - _end)));
        HasEnded = count == ByteStream.EndOfStream;
        _end += Math.Max(count, 0);
        return count != ByteStream.Failed;
    }

    public void Consume(int count) => _start += count;

    /// <summary>Ends what <see cref="Receive"/> began: the block is free for others now.</summary>
    public void Keep()
    {
        var left = Pending;
        HoldsRecord = RecordHeader.IsWhole(left);
        if (left.IsEmpty)
        {
            Release();
            return;
        }

        if (_kept is null || _kept.Length < left.Length)
        {
            Return(ref _kept);
            _kept = Buffers.Rent(left.Length, nameof(SealedInput));
        }

        _keptLength = left.Length;
        left.CopyTo(_kept.Span);
        Return(ref _rented);
    }

    /// <summary>Drops what is kept.</summary>
    public void Release()
    {
        _keptLength = 0;
        Return(ref _kept);
        Return(ref _rented);
    }

    private void Return(ref LoopBuffer? buffer)
    {
        if (buffer is not null)
        {
            Buffers.Return(buffer);
            buffer = null;
        }
    }
}
