using Istio.Reactor;

namespace Istio.Http.Http2.Frames;

/// <summary>
/// Cuts received bytes into frames without I/O. DATA is passed on as it arrives; other frames are collected whole, and only when they do not
/// lie in one piece in the input.
/// </summary>
/// <param name="buffers">Where the room for a frame in pieces comes from.</param>
/// <param name="maxFrameSize">SETTINGS_MAX_FRAME_SIZE as announced.</param>
/// <param name="maxHeaderBlock">Largest payload of HEADERS and CONTINUATION, in octets.</param>
internal sealed class FrameReader(BufferPool buffers, int maxFrameSize, int maxHeaderBlock)
{
    private readonly byte[] _headerBytes = new byte[FrameHeader.Size];
    private int _headerFilled;
    private FrameHeader _header;
    private bool _inFrame;
    private LoopBuffer? _collected;
    private bool _lentCollected;

    /// <summary>Octets of the current frame's payload that are still to come.</summary>
    private int _left;

    private int _paddingLeft;
    private bool _paddingLengthKnown;

    /// <summary>Takes the next step and moves <paramref name="input"/> past what it used.</summary>
    public FrameEvent Read(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        ReleaseLent();
        if (_inFrame)
        {
            return ReadPayload(ref input, out part);
        }

        part = default;
        if (!TryReadHeader(ref input))
        {
            return FrameEvent.NeedMore;
        }

        part.Header = _header;
        if (FrameRules.Check(_header, maxFrameSize, maxHeaderBlock) is { } error)
        {
            part.Error = error;
            return FrameEvent.Violation;
        }

        if (_header.Type > FrameType.Continuation)
        {
            return FrameEvent.Ignored;
        }

        return ReadPayload(ref input, out part);
    }

    /// <summary>Returns the room of an incomplete frame.</summary>
    public void Release()
    {
        if (_collected is { } collected)
        {
            _collected = null;
            buffers.Return(collected);
        }
    }

    private bool TryReadHeader(ref ReadOnlySpan<byte> input)
    {
        if (_headerFilled == 0 && input.Length >= FrameHeader.Size)
        {
            _header = FrameHeader.Read(input);
            input = input[FrameHeader.Size..];
        }
        else
        {
            var take = Math.Min(FrameHeader.Size - _headerFilled, input.Length);
            input[..take].CopyTo(_headerBytes.AsSpan(_headerFilled));
            _headerFilled += take;
            input = input[take..];
            if (_headerFilled < FrameHeader.Size)
            {
                return false;
            }

            _header = FrameHeader.Read(_headerBytes);
            _headerFilled = 0;
        }

        _inFrame = true;
        _left = _header.Length;
        _paddingLeft = 0;
        _paddingLengthKnown = !_header.IsPadded;
        return true;
    }

    private FrameEvent ReadPayload(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        return _header.Type switch
        {
            FrameType.Data => ReadData(ref input, out part),
            > FrameType.Continuation => Skip(ref input, out part),
            _ => ReadWhole(ref input, out part),
        };
    }

    private FrameEvent ReadData(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        part = new FramePart { Header = _header };
        if (input.IsEmpty && _left > 0)
        {
            return FrameEvent.NeedMore;
        }

        var leftBefore = _left;
        if (!_paddingLengthKnown && !TryReadPaddingLength(ref input))
        {
            part.Error = new Http2Error(Http2ErrorCode.ProtocolError, "padding longer than its DATA frame");
            return FrameEvent.Violation;
        }

        var content = Math.Min(_left - _paddingLeft, input.Length);
        part.Payload = input[..content];
        var padding = Math.Min(_left - content, input.Length - content);
        padding = content == _left - _paddingLeft ? padding : 0;
        input = input[(content + padding)..];
        _left -= content + padding;
        _paddingLeft -= padding;
        part.FlowControlled = leftBefore - _left;
        part.IsLast = _left == 0;
        _inFrame = !part.IsLast;
        return FrameEvent.Data;
    }

    private bool TryReadPaddingLength(ref ReadOnlySpan<byte> input)
    {
        if (_left == 0)
        {
            return false;
        }

        _paddingLeft = input[0];
        _paddingLengthKnown = true;
        _left--;
        input = input[1..];
        return _paddingLeft <= _left;
    }

    private FrameEvent Skip(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        part = default;
        var take = Math.Min(_left, input.Length);
        input = input[take..];
        _left -= take;
        if (_left > 0)
        {
            return FrameEvent.NeedMore;
        }

        _inFrame = false;
        return Read(ref input, out part);
    }

    private FrameEvent ReadWhole(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        part = new FramePart { Header = _header };
        if (_collected is null && input.Length >= _left)
        {
            part.Payload = input[.._left];
            input = input[_left..];
            _inFrame = false;
            return FrameEvent.Frame;
        }

        _collected ??= buffers.Rent(_header.Length, nameof(FrameReader));
        var take = Math.Min(_left, input.Length);
        input[..take].CopyTo(_collected.Span[(_header.Length - _left)..]);
        input = input[take..];
        _left -= take;
        if (_left > 0)
        {
            return FrameEvent.NeedMore;
        }

        part.Payload = _collected.Span[.._header.Length];
        _lentCollected = true;
        _inFrame = false;
        return FrameEvent.Frame;
    }

    private void ReleaseLent()
    {
        if (_lentCollected)
        {
            _lentCollected = false;
            Release();
        }
    }
}
