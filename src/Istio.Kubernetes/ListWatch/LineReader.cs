using System.Buffers;

namespace Istio.Kubernetes.ListWatch;

/// <summary>Cuts a stream into lines. The buffer grows to the longest line and shrinks again when it is empty.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private const int Usual = 64 << 10;

    /// <summary>Longer than any object of an API server.</summary>
    private const int Longest = 64 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Usual);
    private int _start;
    private int _end;

    /// <summary>The next line, without its end; valid until the next call. Null when the stream has ended; what follows the last line is no line.</summary>
    /// <exception cref="IOException">The stream broke, or a line has no end.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        var looked = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, looked + length);
                _start += looked + length + 1;
                return line;
            }

            looked = _end - _start;
            MakeRoom();
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held == 0)
        {
            (_start, _end) = (0, 0);
            Resize(_buffer.Length > 4 * Usual ? Usual : _buffer.Length);
        }
        else if (_start > 0 && held < _buffer.Length / 2)
        {
            Move(_buffer);
        }
        else if (_end == _buffer.Length)
        {
            if (held > Longest)
            {
                throw new IOException($"an event of more than {Longest >> 20} MiB");
            }

            Resize(_buffer.Length * 2);
        }
    }

    private void Resize(int size)
    {
        if (size == _buffer.Length)
        {
            return;
        }

        var other = ArrayPool<byte>.Shared.Rent(size);
        var old = _buffer;
        Move(other);
        _buffer = other;
        ArrayPool<byte>.Shared.Return(old);
    }

    private void Move(byte[] target)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_start, _end) = (0, _end - _start);
    }
}
