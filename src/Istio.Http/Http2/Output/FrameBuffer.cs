using Istio.Http.Http2.Frames;
using Istio.Reactor;

namespace Istio.Http.Http2.Output;

/// <summary>
/// The frames of all streams that wait for the connection's next flush, in one buffer. Rented with the first frame and returned when all is
/// sent. A part of the largest size is kept for frames other than DATA, so that streams cannot crowd out the protocol.
/// </summary>
internal sealed class FrameBuffer(ByteStream transport)
{
    private const int RoomForControl = 64 * 1024;

    /// <summary>Less room than this is not worth a system call; flush first.</summary>
    private const int SmallestRoom = 16 * 1024;

    private readonly BufferPool _pool = transport.Loop.Buffers;
    private LoopBuffer? _buffer;
    private int _start;
    private int _end;
    private bool _closed;

    /// <summary>The peer reads nothing and still provokes frames: they fill the largest buffer and the connection must end.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Whether DATA can be added without waiting for the transport.</summary>
    public bool HasRoom => Room(BufferPool.Bulk) >= SmallestRoom;

    /// <summary>Room for a frame other than DATA. After an overflow and after the end what is written there is dropped.</summary>
    public Span<byte> Reserve(int length)
    {
        if (!_closed && EnsureRoom(length, BufferPool.Bulk))
        {
            return _buffer!.Span.Slice(_end, length);
        }

        Overflowed |= !_closed;
        return transport.Loop.Scratch[..length];
    }

    public void Commit(int length)
    {
        if (!Overflowed && !_closed)
        {
            _end += length;
        }
    }

    /// <summary>Reserves room for the payload of a DATA frame.</summary>
    /// <param name="wanted">Octets the stream would like to send.</param>
    /// <param name="mayFlush">Whether a full buffer may be sent at once to make room.</param>
    /// <param name="span">At least 1 octet.</param>
    public bool TryReserve(int wanted, bool mayFlush, out Span<byte> span)
    {
        const int Limit = BufferPool.Bulk - RoomForControl;
        var needed = Math.Min(wanted, SmallestRoom) + FrameHeader.Size;
        if (!EnsureRoom(needed, Limit) && !(mayFlush && Flush() == FlushResult.Drained && EnsureRoom(needed, Limit)))
        {
            span = default;
            return false;
        }

        if (_buffer!.Length < BufferPool.Bulk && _buffer.Length - _end < wanted + FrameHeader.Size)
        {
            Grow(Math.Min(_end - _start + wanted + FrameHeader.Size, BufferPool.Bulk));
        }

        span = _buffer.Span[(_end + FrameHeader.Size)..Math.Min(_buffer.Length, Limit)];
        return true;
    }

    /// <summary>Turns the first <paramref name="length"/> octets of the last reservation into a DATA frame.</summary>
    public void CommitData(int streamId, int length)
    {
        DataFrame.WriteHeader(_buffer!.Span[_end..], streamId, length, endStream: false);
        _end += FrameHeader.Size + length;
    }

    /// <summary>Releases an unused reservation.</summary>
    public void ReleaseIfUnused()
    {
        if (_buffer is not null && IsUnused)
        {
            Release();
        }
    }

    public FlushResult Flush()
    {
        while (_start < _end)
        {
            var sent = transport.TryWrite(_buffer!.Span[_start.._end]);
            if (sent < 0)
            {
                return sent == ByteStream.WouldBlock ? FlushResult.Blocked : FlushResult.Failed;
            }

            _start += sent;
        }

        ReleaseIfUnused();
        return FlushResult.Drained;
    }

    /// <summary>Drops what is unsent, and whatever is still written.</summary>
    public void Close()
    {
        _closed = true;
        Release();
    }

    private bool IsUnused => _start == _end;

    private int Room(int limit) => limit - RoomForControl - FrameHeader.Size - (_end - _start);

    private void Release()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = _end = 0;
            _pool.Return(buffer);
        }
    }

    private bool EnsureRoom(int length, int limit)
    {
        if (_buffer is not null && _end + length <= Math.Min(_buffer.Length, limit))
        {
            return true;
        }

        var pending = _end - _start;
        if (pending + length > limit)
        {
            return false;
        }

        Grow(Math.Max(pending + length, BufferPool.Medium));
        return true;
    }

    /// <summary>Moves what is pending to the start of a buffer with room for <paramref name="size"/> octets.</summary>
    private void Grow(int size)
    {
        var pending = _buffer is null ? default : _buffer.Span[_start.._end];
        if (_buffer is not null && _buffer.Length >= size)
        {
            pending.CopyTo(_buffer.Span);
        }
        else
        {
            var larger = _pool.Rent(size, nameof(FrameBuffer));
            pending.CopyTo(larger.Span);
            if (_buffer is { } old)
            {
                _pool.Return(old);
            }

            _buffer = larger;
        }

        _start = 0;
        _end = pending.Length;
    }
}
