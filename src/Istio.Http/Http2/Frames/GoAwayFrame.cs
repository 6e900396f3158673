using System.Buffers.Binary;
using System.Text;

namespace Istio.Http.Http2.Frames;

/// <summary>GOAWAY (RFC 9113 6.8).</summary>
internal readonly record struct GoAwayFrame(int LastStreamId, Http2ErrorCode Code)
{
    public const int MinLength = 8;

    /// <summary>Debug data beyond this is refused: it serves a log line.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MaxReason = 128;

    public static int MaxWritten => FrameHeader.Size + MinLength + MaxReason;

    public static GoAwayFrame Read(ReadOnlySpan<byte> payload) => new(
        (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue),
        (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]));

    /// <summary>Writes the frame with the start of <paramref name="reason"/> (ASCII) as debug data.</summary>
    public int Write(Span<byte> destination, ReadOnlySpan<char> reason)
    {
        var debug = Encoding.ASCII.GetBytes(reason[..Math.Min(reason.Length, MaxReason)], destination[(FrameHeader.Size + MinLength)..]);
        new FrameHeader(MinLength + debug, FrameType.GoAway, FrameFlags.None, 0).Write(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[FrameHeader.Size..], (uint)LastStreamId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(FrameHeader.Size + 4)..], (uint)Code);
        return FrameHeader.Size + MinLength + debug;
    }
}
