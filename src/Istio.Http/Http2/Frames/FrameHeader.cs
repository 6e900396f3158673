using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>The nine octets in front of every frame (RFC 9113 4.1).</summary>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    public const int Size = 9;

    /// <summary>The largest length that the 24 bits can say.</summary>
    public const int MaxLength = (1 << 24) - 1;

    public bool EndStream => (Flags & FrameFlags.EndStream) != 0;

    public bool EndHeaders => (Flags & FrameFlags.EndHeaders) != 0;

    public bool IsAck => (Flags & FrameFlags.Ack) != 0;

    public bool IsPadded => (Flags & FrameFlags.Padded) != 0;

    public static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        var lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(source);
        // The reserved bit before the stream identifier is ignored on receipt.
        var streamId = (int)(BinaryPrimitives.ReadUInt32BigEndian(source[5..]) & int.MaxValue);
        return new FrameHeader((int)(lengthAndType >> 8), (FrameType)(byte)lengthAndType, (FrameFlags)source[4], streamId);
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, ((uint)Length << 8) | (byte)Type);
        destination[4] = (byte)Flags;
        BinaryPrimitives.WriteUInt32BigEndian(destination[5..], (uint)StreamId);
    }
}
