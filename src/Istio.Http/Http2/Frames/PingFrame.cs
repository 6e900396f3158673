using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>PING (RFC 9113 6.7).</summary>
internal static class PingFrame
{
    public const int Length = 8;

    public static ulong Read(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt64BigEndian(payload);

    public static int Write(Span<byte> destination, ulong opaque, bool ack)
    {
        new FrameHeader(Length, FrameType.Ping, ack ? FrameFlags.Ack : FrameFlags.None, 0).Write(destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[FrameHeader.Size..], opaque);
        return FrameHeader.Size + Length;
    }
}
