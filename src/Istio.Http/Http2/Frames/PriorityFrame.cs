using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>PRIORITY (RFC 9113 6.3): deprecated, checked and otherwise ignored.</summary>
internal static class PriorityFrame
{
    public const int Length = 5;

    public static int ReadDependency(ReadOnlySpan<byte> payload) => (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue);
}
