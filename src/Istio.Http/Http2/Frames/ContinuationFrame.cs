namespace Istio.Http.Http2.Frames;

/// <summary>CONTINUATION (RFC 9113 6.10).</summary>
internal static class ContinuationFrame
{
    public static void WriteHeader(Span<byte> destination, int streamId, int length, bool endHeaders) =>
        new FrameHeader(length, FrameType.Continuation, endHeaders ? FrameFlags.EndHeaders : FrameFlags.None, streamId).Write(destination);
}
