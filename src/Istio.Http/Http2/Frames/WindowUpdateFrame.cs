using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>WINDOW_UPDATE (RFC 9113 6.9).</summary>
internal static class WindowUpdateFrame
{
    public const int Length = 4;

    public static int Read(ReadOnlySpan<byte> payload) => (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue);

    /// <param name="destination">Where to write.</param>
    /// <param name="streamId">0 for the connection's window.</param>
    /// <param name="increment">1 to 2^31-1.</param>
    public static int Write(Span<byte> destination, int streamId, int increment)
    {
        new FrameHeader(Length, FrameType.WindowUpdate, FrameFlags.None, streamId).Write(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[FrameHeader.Size..], (uint)increment);
        return FrameHeader.Size + Length;
    }
}
