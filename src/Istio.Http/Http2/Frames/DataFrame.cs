namespace Istio.Http.Http2.Frames;

/// <summary>DATA (RFC 9113 6.1). Received payloads are streamed by <see cref="FrameReader"/> and never collected.</summary>
internal static class DataFrame
{
    public static void WriteHeader(Span<byte> destination, int streamId, int length, bool endStream) =>
        new FrameHeader(length, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId).Write(destination);
}
