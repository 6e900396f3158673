namespace Istio.Http.Http2.Frames;

/// <summary>What can be said of a frame from its header alone (RFC 9113 4.2 and 6).</summary>
internal static class FrameRules
{
    /// <param name="header">The header received.</param>
    /// <param name="maxFrameSize">SETTINGS_MAX_FRAME_SIZE as announced.</param>
    /// <param name="maxHeaderBlock">Largest field block collected, in octets.</param>
    /// <returns>Null when the frame may be read on. A wrong length is always an error of the connection: the peer's framing cannot be relied on.</returns>
    public static Http2Error? Check(in FrameHeader header, int maxFrameSize, int maxHeaderBlock)
    {
        if (header.Length > maxFrameSize)
        {
            return new Http2Error(Http2ErrorCode.FrameSizeError, $"frame of {header.Length} octets exceeds SETTINGS_MAX_FRAME_SIZE");
        }

        return header.Type switch
        {
            FrameType.Data => OnStream(header),
            FrameType.Headers or FrameType.Continuation => OnStream(header) ?? HeaderBlock(header, maxHeaderBlock),
            FrameType.Priority => OnStream(header) ?? Exactly(header, PriorityFrame.Length),
            FrameType.RstStream => OnStream(header) ?? Exactly(header, RstStreamFrame.Length),
            FrameType.Settings => OnConnection(header) ?? Settings(header),
            FrameType.PushPromise => new Http2Error(Http2ErrorCode.ProtocolError, "PUSH_PROMISE although push is disabled"),
            FrameType.Ping => OnConnection(header) ?? Exactly(header, PingFrame.Length),
            FrameType.GoAway => OnConnection(header) ?? GoAway(header),
            FrameType.WindowUpdate => Exactly(header, WindowUpdateFrame.Length),
            _ => null,
        };
    }

    private static Http2Error? OnStream(in FrameHeader header) => header.StreamId != 0
        ? null
        : new Http2Error(Http2ErrorCode.ProtocolError, $"{header.Type} on stream 0");

    private static Http2Error? OnConnection(in FrameHeader header) => header.StreamId == 0
        ? null
        : new Http2Error(Http2ErrorCode.ProtocolError, $"{header.Type} on a stream");

    private static Http2Error? Exactly(in FrameHeader header, int length) => header.Length == length
        ? null
        : new Http2Error(Http2ErrorCode.FrameSizeError, $"{header.Type} of {header.Length} octets");

    private static Http2Error? HeaderBlock(in FrameHeader header, int maxHeaderBlock) => header.Length <= maxHeaderBlock
        ? null
        : new Http2Error(Http2ErrorCode.EnhanceYourCalm, $"field block of {header.Length} octets");

    private static Http2Error? Settings(in FrameHeader header)
    {
        if (header.IsAck ? header.Length != 0 : header.Length % SettingsFrame.SettingSize != 0)
        {
            return new Http2Error(Http2ErrorCode.FrameSizeError, $"SETTINGS of {header.Length} octets");
        }

        return header.Length <= SettingsFrame.MaxLength
            ? null
            : new Http2Error(Http2ErrorCode.EnhanceYourCalm, $"SETTINGS of {header.Length} octets");
    }

    private static Http2Error? GoAway(in FrameHeader header) => header.Length switch
    {
        < GoAwayFrame.MinLength => new Http2Error(Http2ErrorCode.FrameSizeError, $"GOAWAY of {header.Length} octets"),
        > GoAwayFrame.MaxLength => new Http2Error(Http2ErrorCode.EnhanceYourCalm, $"GOAWAY of {header.Length} octets"),
        _ => null,
    };
}
