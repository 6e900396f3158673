using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>RST_STREAM (RFC 9113 6.4).</summary>
internal static class RstStreamFrame
{
    public const int Length = 4;

    public static Http2ErrorCode Read(ReadOnlySpan<byte> payload) => (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload);

    public static int Write(Span<byte> destination, int streamId, Http2ErrorCode code)
    {
        new FrameHeader(Length, FrameType.RstStream, FrameFlags.None, streamId).Write(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[FrameHeader.Size..], (uint)code);
        return FrameHeader.Size + Length;
    }
}
