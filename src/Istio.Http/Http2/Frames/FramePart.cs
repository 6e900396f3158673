namespace Istio.Http.Http2.Frames;

/// <summary>One step of <see cref="FrameReader"/>. The payload lies in the caller's input or in the reader and is valid until the next step.</summary>
internal ref struct FramePart
{
    public FrameHeader Header;
    public ReadOnlySpan<byte> Payload;

    /// <summary>Octets of a DATA frame used up in this step, padding included: what flow control counts (RFC 9113 6.9.1).</summary>
    public int FlowControlled;

    public bool IsLast;
    public Http2Error? Error;
}
