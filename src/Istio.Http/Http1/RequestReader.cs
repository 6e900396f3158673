using Istio.Reactor;

namespace Istio.Http.Http1;

/// <summary>Reads requests from one connection. A buffer is held only while bytes of a request are in it.</summary>
internal sealed class RequestReader
{
    /// <summary>What a refused client may still send before the connection is closed in its face.</summary>
    private const int MaxDropped = 256 * 1024;

    private readonly ByteStream _stream;
    private readonly Http1Options _options;
    private readonly LoopTimer _timer;
    private LoopBuffer? _buffer;
    private int _filled;

    public RequestReader(ByteStream stream, Http1Options options)
    {
        _stream = stream;
        _options = options;
        // A client that is too slow gets no answer: the reset wakes whoever waits for it here.
        _timer = stream.Loop.CreateTimer(static slow => ((ByteStream)slow!).Abort(), stream);
    }

    /// <summary>Why no more requests are read; null when the client simply left.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The next request's head, or null when there is none (see <see cref="Refusal"/>).</summary>
    public async ValueTask<RequestHead?> ReadHeadAsync()
    {
        _timer.Arm(_filled == 0 ? _options.IdleTimeout : _options.RequestTimeout);
        while (true)
        {
            if (_filled > 0)
            {
                if (RequestParser.TryParse(_buffer!.Span[.._filled], _options.MaxContent, out var head, out var refusal))
                {
                    Refusal = refusal;
                    Consume(head?.Length ?? 0);
                    return head;
                }

                if (_filled == _buffer.Length)
                {
                    Refusal = new Refusal(431, "request line and header fields are too large");
                    return null;
                }
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    /// <summary>The content of the request whose head was read last, or null when the client does not deliver it.</summary>
    public async ValueTask<byte[]?> ReadContentAsync(int length)
    {
        var content = new byte[length];
        var filled = 0;
        while (true)
        {
            var take = Math.Min(length - filled, _filled);
            if (take > 0)
            {
                _buffer!.Span[..take].CopyTo(content.AsSpan(filled));
                Consume(take);
                filled += take;
            }

            if (filled == length)
            {
                _timer.Cancel();
                return content;
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    /// <summary>Reads until the client closes, so that the kernel does not answer its last bytes with RST and destroy the response.</summary>
    public async ValueTask DropInputAsync()
    {
        _timer.Arm(TimeSpan.FromSeconds(1));
        var dropped = 0;
        int count;
        while (dropped < MaxDropped && (count = _stream.TryRead(_stream.Loop.Scratch)) is > 0 or ByteStream.WouldBlock)
        {
            dropped += Math.Max(count, 0);
            if (count < 0)
            {
                await _stream.ReadableAsync();
            }
        }

        _timer.Cancel();
    }

    public void Release()
    {
        _timer.Cancel();
        _filled = 0;
        ReleaseIfEmpty();
    }

    /// <returns>False at the end of the connection or of the client's time.</returns>
    private async ValueTask<bool> FillAsync()
    {
        while (true)
        {
            _buffer ??= _stream.Loop.Buffers.Rent(Http1Options.MaxHead, nameof(RequestReader));
            var count = _stream.TryRead(_buffer.Span[_filled..]);
            if (count > 0)
            {
                if (_filled == 0)
                {
                    _timer.Arm(_options.RequestTimeout);
                }

                _filled += count;
                return true;
            }

            ReleaseIfEmpty();
            if (count != ByteStream.WouldBlock)
            {
                return false;
            }

            await _stream.ReadableAsync();
        }
    }

    private void Consume(int count)
    {
        _buffer!.Span[count.._filled].CopyTo(_buffer.Span);
        _filled -= count;
        ReleaseIfEmpty();
    }

    private void ReleaseIfEmpty()
    {
        if (_filled == 0 && _buffer is { } buffer)
        {
            _buffer = null;
            _stream.Loop.Buffers.Return(buffer);
        }
    }
}
