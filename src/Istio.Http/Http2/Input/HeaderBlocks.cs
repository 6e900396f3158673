using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Hpack;
using Istio.Reactor;

namespace Istio.Http.Http2.Input;

/// <summary>Puts HEADERS and CONTINUATION together and decodes them. A block in one frame is decoded where it was received.</summary>
/// <param name="buffers">Where blocks in several frames are collected.</param>
/// <param name="maxListSize">SETTINGS_MAX_HEADER_LIST_SIZE as announced.</param>
internal sealed class HeaderBlocks(BufferPool buffers, int maxListSize)
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE is left at its default.</summary>
    private const int TableSize = 4096;

    /// <summary>More pieces than any sender needs for a block of the largest size: CONTINUATION floods (CVE-2024-27316).</summary>
    private const int MaxPieces = 16;

    private readonly HpackDecoder _decoder = new(TableSize);
    private LoopBuffer? _collected;
    private int _length;
    private int _pieces;

    private readonly int _maxBlock = MaxBlock(maxListSize);

    /// <summary>The stream whose block is incomplete, or 0. Only CONTINUATION of this stream may follow (RFC 9113 6.10).</summary>
    public int OpenStreamId { get; private set; }

    /// <summary>END_STREAM of the HEADERS frame that began the block.</summary>
    public bool EndStream { get; private set; }

    /// <summary>
    /// The longest block in its encoded form, in octets. A list larger than announced costs its stream; one that is beyond this costs the connection.
    /// </summary>
    public static int MaxBlock(int maxListSize) => Math.Min(maxListSize * HeaderList.DecodedAtMost, BufferPool.Bulk);

    /// <summary>Adds the fragment of one frame.</summary>
    /// <param name="header">HEADERS or CONTINUATION.</param>
    /// <param name="fragment">Its field block fragment.</param>
    /// <param name="fields">The decoded list once the block is complete, else null. It may be too large and then has nothing in it.</param>
    /// <returns>Null, or why the connection must end.</returns>
    public Http2Error? Add(in FrameHeader header, ReadOnlySpan<byte> fragment, out HeaderList? fields)
    {
        fields = null;
        if (header.Type == FrameType.Headers)
        {
            OpenStreamId = header.StreamId;
            EndStream = header.EndStream;
            _pieces = 0;
        }

        if (header.EndHeaders && _collected is null)
        {
            return Decode(fragment, out fields);
        }

        if (++_pieces > MaxPieces || _length + fragment.Length > _maxBlock)
        {
            return new Http2Error(Http2ErrorCode.EnhanceYourCalm, "field block too long or in too many frames");
        }

        EnsureRoom(_length + fragment.Length);
        fragment.CopyTo(_collected!.Span[_length..]);
        _length += fragment.Length;
        return header.EndHeaders ? Decode(_collected.Span[.._length], out fields) : null;
    }

    public void Release()
    {
        if (_collected is { } collected)
        {
            _collected = null;
            _length = 0;
            buffers.Return(collected);
        }
    }

    private void EnsureRoom(int length)
    {
        if (_collected is { } collected && collected.Length >= length)
        {
            return;
        }

        var larger = buffers.Rent(length > maxListSize ? _maxBlock : maxListSize, nameof(HeaderBlocks));
        if (_collected is { } old)
        {
            old.Span[.._length].CopyTo(larger.Span);
            buffers.Return(old);
        }

        _collected = larger;
    }

    private Http2Error? Decode(ReadOnlySpan<byte> block, out HeaderList? fields)
    {
        OpenStreamId = 0;
        fields = new HeaderList(maxListSize);
        var status = _decoder.Decode(block, fields);
        Release();
        return status switch
        {
            HpackStatus.Decoded => null,
            HpackStatus.TooLarge => new Http2Error(Http2ErrorCode.EnhanceYourCalm, "field list many times larger than SETTINGS_MAX_HEADER_LIST_SIZE"),
            _ => new Http2Error(Http2ErrorCode.CompressionError, "field block cannot be decoded"),
        };
    }
}
