namespace Istio.Http.Http2.Frames;

/// <summary>What <see cref="FrameReader.Read"/> found.</summary>
internal enum FrameEvent
{
    /// <summary>The input is used up in the middle of a frame or between two.</summary>
    NeedMore,

    /// <summary>A whole frame, other than DATA.</summary>
    Frame,

    /// <summary>Some of a DATA frame; <see cref="FramePart.IsLast"/> tells whether the frame is complete.</summary>
    Data,

    /// <summary>The header of a frame of unknown type, whose payload is skipped (RFC 9113 5.5).</summary>
    Ignored,

    /// <summary>The connection must end; see <see cref="FramePart.Error"/>.</summary>
    Violation,
}
